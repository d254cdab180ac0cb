package dev.sluice.pipelines.document;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.spec.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys of a pipeline's spec, as people write them and are told of them. */
public record PipelineSettings(
        @Setting("where the items come from") SourceSettings source,

        @Setting(value = "what becomes of them, under names of your own", most = "200")
        Map<StageName, StageSettings> stages,

        @Setting(value = "where they go in the end, under names of your own", least = "1", most = "100")
        Map<StageName, SinkSettings> sinks,

        @Setting(value = "the topic of items that could not go on", otherwise = "`NAME.dead-letters`")
        Optional<String> deadLetters,

        @Setting(value = "whether nothing more is read from the source; what is under way goes on", otherwise = "false")
        boolean paused,

        @Setting(
                value =
                        "how often what comes of an item can be seen: `exactly-once`, or `at-least-once`: it is written"
                                + " without a transaction, and can come a second time, with the same id, after a kill, a rebalance or a failed write",
                otherwise = "exactly-once")
        Guarantee guarantee) {

    /** Pipelines as a kind of resource. */
    public static final Kind<PipelineSettings> KIND =
            new Kind<>("sluice.dev/v1beta1", "Pipeline", PipelineSettings.class);

    /** How a catalog keeps them. */
    public static final ResourceKind<Declared<PipelineSettings>, Declared.Status> RESOURCE =
            Declared.kind(KIND, "pipelines");

    /** The same, paused or not. */
    public PipelineSettings paused(boolean wanted) {
        return new PipelineSettings(source, stages, sinks, deadLetters, wanted, guarantee);
    }

    /** The names that stages and sinks had before, as they are written. */
    public Map<StageName, StageName> was() {
        Map<StageName, StageName> was = new TreeMap<>();
        stages.forEach((name, stage) -> stage.was().ifPresent(before -> was.put(name, before)));
        sinks.forEach((name, sink) -> sink.was().ifPresent(before -> was.put(name, before)));
        return was;
    }

    /** The same with these names, and no others, as those that stages and sinks had before. */
    public PipelineSettings was(Map<StageName, StageName> names) {
        Map<StageName, StageSettings> otherStages = new LinkedHashMap<>();
        stages.forEach((name, stage) -> otherStages.put(name, stage.was(Optional.ofNullable(names.get(name)))));
        Map<StageName, SinkSettings> otherSinks = new LinkedHashMap<>();
        sinks.forEach((name, sink) -> otherSinks.put(name, sink.was(Optional.ofNullable(names.get(name)))));
        return new PipelineSettings(source, otherStages, otherSinks, deadLetters, paused, guarantee);
    }
}
