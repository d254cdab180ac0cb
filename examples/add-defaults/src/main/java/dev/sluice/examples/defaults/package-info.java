/** A function in front of an API. */
@NullMarked
package dev.sluice.examples.defaults;

import org.jspecify.annotations.NullMarked;
