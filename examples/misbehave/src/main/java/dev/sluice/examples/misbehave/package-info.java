/** Fails in every way in which a function can fail. */
@NullMarked
package dev.sluice.examples.misbehave;

import org.jspecify.annotations.NullMarked;
