/** The process that keeps a part of the answers of a function. */
@NullMarked
package dev.sluice.decorators.cache.shard.process;

import org.jspecify.annotations.NullMarked;
