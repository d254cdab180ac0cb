/** The path of a call, whatever its entry point: from an invocation to a route, a slot, an instance and its outcome. */
@NullMarked
package dev.sluice.gateway.invoke;

import org.jspecify.annotations.NullMarked;
