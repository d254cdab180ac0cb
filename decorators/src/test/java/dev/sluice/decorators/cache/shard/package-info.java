@NullMarked
package dev.sluice.decorators.cache.shard;

import org.jspecify.annotations.NullMarked;
