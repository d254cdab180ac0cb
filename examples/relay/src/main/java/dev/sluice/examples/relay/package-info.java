/** A function that calls others. */
@NullMarked
package dev.sluice.examples.relay;

import org.jspecify.annotations.NullMarked;
