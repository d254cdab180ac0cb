package dev.sluice.pipelines.graph;

import dev.sluice.core.function.FunctionName;
import dev.sluice.pipelines.document.SinkSettings;
import dev.sluice.pipelines.document.SourceSettings;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The source, a stage or a sink. */
public sealed interface Node {

    StageName name();

    /**
     * The name under which its topics, positions and state are, and which stands in ids of items: its own, or the first that it had. No
     * other node of the pipeline has it as its name.
     */
    StageName keptAs();

    /** Whose items it reads. */
    List<StageInput> from();

    /** In a few words what it is, for people. */
    String inWords();

    /** The functions that it calls. */
    List<FunctionName> functions();

    /**
     * Whether the pipeline is cut before it: what it reads is kept in a topic of its own. What is not cut is fused: it is done by whoever
     * makes its items, in the same transaction.
     */
    boolean isCut();

    /** Where items come from. */
    record Source(SourceSettings settings) implements Node {

        @Override
        public StageName name() {
            return StageName.SOURCE;
        }

        @Override
        public StageName keptAs() {
            return StageName.SOURCE;
        }

        @Override
        public List<StageInput> from() {
            return List.of();
        }

        @Override
        public String inWords() {
            return settings.inWords();
        }

        @Override
        public List<FunctionName> functions() {
            return settings.list().map(SourceSettings.ListedItems::function).stream()
                    .toList();
        }

        @Override
        public boolean isCut() {
            return true;
        }
    }

    /**
     * How long what it reads of a batch is kept after that is over, so that the batch can be run again from there; empty if it is not
     * kept.
     */
    default Optional<Duration> keep() {
        return Optional.empty();
    }

    /** What is done with items. */
    record Step(StageName name, StageName keptAs, List<StageInput> from, Stage stage, Optional<Duration> keep)
            implements Node {

        @Override
        public String inWords() {
            return stage.inWords();
        }

        @Override
        public List<FunctionName> functions() {
            return stage.functions();
        }

        /** Where functions are called, and where items wait for each other. */
        @Override
        public boolean isCut() {
            return switch (stage) {
                case Stage.Function _, Stage.Join _, Stage.Reduce _, Stage.Window _ -> true;
                case Stage.Filter filter -> filter.function().isPresent();
                case Stage.Copy _, Stage.Split _, Stage.Shard _, Stage.Merge _ -> false;
            };
        }
    }

    /** Where items go in the end. */
    record Sink(StageName name, StageName keptAs, List<StageInput> from, SinkSettings settings) implements Node {

        @Override
        public String inWords() {
            return settings.inWords();
        }

        @Override
        public List<FunctionName> functions() {
            return settings.function().stream().toList();
        }

        /** Records of a topic are written by whoever makes them; all else is called from a queue. */
        @Override
        public boolean isCut() {
            return settings.topic().isEmpty();
        }
    }
}
