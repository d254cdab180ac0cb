/** Answers that processes keep, each for a part of the keys: how they are spoken to. */
@NullMarked
package dev.sluice.decorators.cache.shard;

import org.jspecify.annotations.NullMarked;
