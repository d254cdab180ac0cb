/** Shard proxies for the Redis protocol, RESP2: each command goes to the server that has its key. */
@NullMarked
package dev.sluice.gateway.egress.redis;

import org.jspecify.annotations.NullMarked;
