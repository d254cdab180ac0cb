/** A library that the jar leaves out, as a forgotten dependency does. */
@NullMarked
package dev.sluice.examples.misbehave.absent;

import org.jspecify.annotations.NullMarked;
