/** Tests of shard proxies for Redis, against real servers where one is installed. */
@NullMarked
package dev.sluice.gateway.egress.redis;

import org.jspecify.annotations.NullMarked;
