/** What is done with the photographs of a batch, and the street where they were taken. */
@NullMarked
package dev.sluice.examples.photobatch;

import org.jspecify.annotations.NullMarked;
