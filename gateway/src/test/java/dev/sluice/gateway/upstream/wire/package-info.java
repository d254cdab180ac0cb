/** Tests of HTTP/1.1 as a client speaks it. */
@NullMarked
package dev.sluice.gateway.upstream.wire;

import org.jspecify.annotations.NullMarked;
