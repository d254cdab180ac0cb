/** Who owns the shards of functions, among all gateways on one home or store. */
@NullMarked
package dev.sluice.gateway.shard;

import org.jspecify.annotations.NullMarked;
