/** {@code circuit-breaker}: spares a function that mostly fails from calls, and callers from waiting for it. */
@NullMarked
package dev.sluice.decorators.circuitbreaker;

import org.jspecify.annotations.NullMarked;
