package dev.sluice.decorators.scatter;

import dev.sluice.core.function.FunctionName;

/**
 * One of the calls that a call becomes.
 *
 * @param shard its number among the calls of the same function, from 0
 * @param shards how many calls of that function there are, at least 1
 */
record Leaf(FunctionName function, int shard, int shards) {

    /** How people know it: the function's name, and behind a slash its shard if there are several. */
    @Override
    public String toString() {
        return shards == 1 ? function.value() : function + "/" + shard;
    }
}
