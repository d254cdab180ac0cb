/** The path of a call: from its HTTP request to a route, a slot, an instance and back, and how each end is told. */
@NullMarked
package dev.sluice.gateway.invoke;

import org.jspecify.annotations.NullMarked;
