/** Calls that go to an HTTP API elsewhere, where a function's spec says {@code upstream}. */
@NullMarked
package dev.sluice.gateway.upstream;

import org.jspecify.annotations.NullMarked;
