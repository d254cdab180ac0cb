/** An example that takes events. */
@NullMarked
package dev.sluice.examples.orders;

import org.jspecify.annotations.NullMarked;
