@NullMarked
package dev.sluice.decorators.cache.shard.process;

import org.jspecify.annotations.NullMarked;
