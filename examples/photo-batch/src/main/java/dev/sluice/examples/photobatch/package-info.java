/** What is done with the photographs of a batch. */
@NullMarked
package dev.sluice.examples.photobatch;

import org.jspecify.annotations.NullMarked;
