/** Runs small concurrent scenarios through all interleavings of their threads, up to a number of preemptions. */
@NullMarked
package dev.sluice.testkit.interleaving;

import org.jspecify.annotations.NullMarked;
