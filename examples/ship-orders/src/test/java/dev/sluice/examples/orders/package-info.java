/** Tests of the example. */
@NullMarked
package dev.sluice.examples.orders;

import org.jspecify.annotations.NullMarked;
