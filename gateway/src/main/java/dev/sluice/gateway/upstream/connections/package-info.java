/** The connections to upstreams: how many there are, who has them, and how they are made. */
@NullMarked
package dev.sluice.gateway.upstream.connections;

import org.jspecify.annotations.NullMarked;
