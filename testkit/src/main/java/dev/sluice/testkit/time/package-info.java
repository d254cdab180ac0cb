/** Time that passes when a test says so. */
@NullMarked
package dev.sluice.testkit.time;

import org.jspecify.annotations.NullMarked;
