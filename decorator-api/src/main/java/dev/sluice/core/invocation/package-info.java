/** One call of a function, from the request to its outcome, whatever entry point it came through. */
@NullMarked
package dev.sluice.core.invocation;

import org.jspecify.annotations.NullMarked;
