/** A function that writes down the events that reach it. */
@NullMarked
package dev.sluice.examples.desk;

import org.jspecify.annotations.NullMarked;
