package dev.sluice.pipelines.document;

import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One stage: whose items it reads, and exactly one thing that it does with them. */
public record StageSettings(
        @Setting(value = "whose items it reads", least = "1", most = "100")
        List<StageInput> from,

        @Setting(
                value = "calls a function with each item; what it answers are the items that go on",
                otherwise = "none")
        Optional<Stage.Function> function,

        @Setting(value = "gives each item to all that read it", otherwise = "none")
        Optional<Stage.Copy> copy,

        @Setting(value = "lets items through or not", otherwise = "none")
        Optional<Stage.Filter> filter,

        @Setting(value = "gives each item to one output or several", otherwise = "none")
        Optional<Stage.Split> split,

        @Setting(value = "gives all items of a key to the same one of n shards", otherwise = "none")
        Optional<Stage.Shard> shard,

        @Setting(value = "puts the items of several stages into one stream", otherwise = "none")
        Optional<Stage.Merge> merge,

        @Setting(value = "waits for the whole batch, and goes on with it as one item", otherwise = "none")
        Optional<Stage.Join> join,

        @Setting(value = "makes one item of many, beginning with the first", otherwise = "none")
        Optional<Stage.Reduce> reduce,

        @Setting(value = "cuts an endless stream into pieces of time", otherwise = "none")
        Optional<Stage.Window> window,

        @Setting(
                value =
                        "how long what it reads of a batch is kept after that is over, so that the batch can be run again"
                                + " from there",
                least = "1m",
                most = "168h",
                otherwise = "none: it is not kept")
        Optional<Duration> keep,

        @Setting(value = "the name that the stage had before, whose items and state it takes over", otherwise = "none")
        Optional<StageName> was) {

    public StageSettings {
        List<Stage> told = told(function, copy, filter, split, shard, merge, join, reduce, window);
        if (told.size() != 1) {
            throw new IllegalArgumentException("a stage is exactly one of function, copy, filter, split, shard, merge,"
                    + " join, reduce and window, this one has "
                    + (told.isEmpty() ? "none" : told.stream().map(Stage::kind).collect(Collectors.joining(" and "))));
        }
    }

    /** The same under another {@code was}. */
    StageSettings was(Optional<StageName> other) {
        return new StageSettings(from, function, copy, filter, split, shard, merge, join, reduce, window, keep, other);
    }

    /** What it does. */
    public Stage stage() {
        return told(function, copy, filter, split, shard, merge, join, reduce, window)
                .getFirst();
    }

    @SafeVarargs
    private static List<Stage> told(Optional<? extends Stage>... all) {
        return Stream.of(all).<Stage>flatMap(Optional::stream).toList();
    }
}
