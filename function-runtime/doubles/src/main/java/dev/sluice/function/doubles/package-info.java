/**
 * Stand-ins for what the platform gives a function, for unit tests: a request, an event, a context whose parts the test sets, and other
 * functions that the test answers for. They need no platform and no library.
 */
@NullMarked
package dev.sluice.function.doubles;

import org.jspecify.annotations.NullMarked;
