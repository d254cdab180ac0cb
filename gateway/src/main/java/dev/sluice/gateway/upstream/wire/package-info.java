/** HTTP/1.1 as a client speaks it on one connection (RFC 9112). */
@NullMarked
package dev.sluice.gateway.upstream.wire;

import org.jspecify.annotations.NullMarked;
