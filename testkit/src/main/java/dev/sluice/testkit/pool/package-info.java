/** Doubles of pools. */
@NullMarked
package dev.sluice.testkit.pool;

import org.jspecify.annotations.NullMarked;
