/** The smallest function. */
@NullMarked
package dev.sluice.examples.hello;

import org.jspecify.annotations.NullMarked;
