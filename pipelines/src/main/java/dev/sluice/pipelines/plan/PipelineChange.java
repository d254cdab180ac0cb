package dev.sluice.pipelines.plan;

import dev.sluice.pipelines.document.StageName;
import java.util.List;

/**
 * What becomes of a pipeline that is there when it is changed or removed.
 *
 * @param stages each that it has or is to have
 * @param refusals why the change is not taken now, and what to do, each a sentence or two; none if it is
 */
public record PipelineChange(List<Stage> stages, List<String> refusals) {

    public PipelineChange {
        stages = List.copyOf(stages);
        refusals = List.copyOf(refusals);
    }

    /**
     * The source, a stage or a sink.
     *
     * @param is in a few words what it is to be, or was if it goes
     * @param detail what of it stays, or goes, and why, in sentences; empty if there is nothing to say
     */
    public record Stage(StageName name, String is, Becomes becomes, String detail) {}

    /** What becomes of a stage. */
    public enum Becomes {
        /** It was not there before. */
        NEW,
        /** It goes on from where it is. */
        KEEPS,
        /** It begins anew; nothing is lost. */
        RESETS,
        /** It is there no more. */
        GONE,
        /** It cannot be changed so, or not yet. */
        IMPOSSIBLE
    }
}
