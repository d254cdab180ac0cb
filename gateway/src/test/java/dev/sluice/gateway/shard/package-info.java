@NullMarked
package dev.sluice.gateway.shard;

import org.jspecify.annotations.NullMarked;
