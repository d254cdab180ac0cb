package dev.sluice.decorators.scatter;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which calls a call becomes, how long they are waited for, and what is made of their answers. */
public record ScatterSettings(
        @Setting(
                value =
                        "deployed functions that are called at once; the function itself may be one, and is the only one if"
                                + " none is named",
                most = "100")
        List<FunctionName> to,

        @Setting(
                value =
                        "how often each of them is called, each time for another part of the work, which Sluice-Shard (from"
                                + " 0) and Sluice-Shards tell it",
                least = "1",
                most = "100",
                otherwise = "1",
                unit = "calls")
        int shards,

        @Setting(
                value =
                        "what is made of the answers: concat (bodies one after the other), lists, objects or sum (of JSON),"
                                + " {top: {count: 10, by: score}} (of JSON lists), or function: the function itself is called with"
                                + " all of them")
        Merge merge,

        @Setting(value = "how long answers are waited for", least = "1ms", most = "1h", otherwise = "10s")
        Duration deadline,

        @Setting(
                value = "how many leaves must answer; with fewer, callers are told 502 or 504 and which are missing",
                least = "1",
                most = "200",
                otherwise = "all",
                unit = "leaves")
        Optional<Integer> atLeast,

        @Setting(
                value = "how many answers are enough: the other calls are cancelled then",
                least = "1",
                most = "200",
                otherwise = "all",
                unit = "leaves")
        Optional<Integer> enough,

        @Setting(
                value = "how long the answer of a leaf may be; one that is longer is missing",
                least = "1Mi",
                most = "16Mi",
                otherwise = "1Mi")
        MemorySize answer) {

    private static final int MOST = 200;

    public ScatterSettings {
        to = List.copyOf(to);
        int leaves = Math.max(1, to.size()) * shards;
        if (to.stream().distinct().count() < to.size()) {
            throw new IllegalArgumentException(
                    "a function is named twice in 'to': use shards to call one several times");
        }
        if (leaves > MOST) {
            throw new IllegalArgumentException("there are " + leaves + " leaves: allowed are " + MOST);
        }
        if (atLeast.orElse(1) > enough.orElse(leaves)) {
            throw new IllegalArgumentException("atLeast is " + atLeast.orElse(1) + ", but no more than "
                    + enough.orElse(leaves) + " leaves are waited for");
        }
        if (enough.orElse(1) > leaves) {
            throw new IllegalArgumentException(
                    "enough is " + enough.orElse(1) + ", but there are only " + leaves + " leaves");
        }
    }

    /** The calls that a call of {@code function} becomes, in their order. */
    List<Leaf> leaves(FunctionName function) {
        List<FunctionName> functions = to.isEmpty() ? List.of(function) : to;
        return functions.stream()
                .flatMap(name -> IntStream.range(0, shards).mapToObj(shard -> new Leaf(name, shard, shards)))
                .toList();
    }
}
