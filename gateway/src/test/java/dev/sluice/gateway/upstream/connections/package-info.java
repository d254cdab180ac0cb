/** Tests of the connections to upstreams. */
@NullMarked
package dev.sluice.gateway.upstream.connections;

import org.jspecify.annotations.NullMarked;
