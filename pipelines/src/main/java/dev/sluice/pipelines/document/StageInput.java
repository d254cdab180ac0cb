package dev.sluice.pipelines.document;

import java.util.Optional;

/** Of whose items a stage or sink reads: a stage's, or one output of it where it has several. */
public record StageInput(StageName stage, Optional<StageName> output) implements Comparable<StageInput> {

    /** What may be written, as people are told. */
    public static final String RULE = "'source', the name of a stage, or STAGE.OUTPUT";

    /** @throws IllegalArgumentException with a sentence, if it names nothing */
    public static StageInput parse(String written) {
        int point = written.indexOf('.');
        return point < 0
                ? new StageInput(new StageName(written), Optional.empty())
                : new StageInput(
                        new StageName(written.substring(0, point)),
                        Optional.of(new StageName(written.substring(point + 1))));
    }

    @Override
    public int compareTo(StageInput other) {
        return toString().compareTo(other.toString());
    }

    /** As it is written. */
    @Override
    public String toString() {
        return output.map(name -> stage + "." + name).orElseGet(stage::toString);
    }
}
