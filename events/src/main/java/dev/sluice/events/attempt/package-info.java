/** Attempts to run calls that wait, and what becomes of them. */
@NullMarked
package dev.sluice.events.attempt;

import org.jspecify.annotations.NullMarked;
