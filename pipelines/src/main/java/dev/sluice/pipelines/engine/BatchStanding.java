package dev.sluice.pipelines.engine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a batch stands.
 *
 * @param stored items that were taken in, from number 0 on
 * @param underWay items at stages, while it is open one more, and one more for each join that has not opened; 0 when it is over
 * @param failed items that did not come through, and are not tried again
 * @param givenUp whether somebody gave it up, or a stage that failed
 * @param failures the first of these, at most {@value #MOST_FAILURES}
 */
public record BatchStanding(
        String id,
        State state,
        long stored,
        long underWay,
        long failed,
        boolean givenUp,
        Instant opened,
        Optional<Instant> ended,
        List<Missing> failures) {

    static final int MOST_FAILURES = 100;

    private static final String FORMAT = "1";
    private static final String GIVEN_UP = "given-up";

    /** What becomes of it. */
    public enum State {
        /** Items may come still. */
        OPEN,
        /** No more come, and those that came are under way. */
        CLOSED,
        /** It is given up: what is under way ends, and no join opens. */
        CANCELLED,
        /** It is over, and some items have failed, or it was given up. */
        FAILED,
        /** It is over, and nothing has failed. */
        DONE
    }

    public BatchStanding {
        failures = List.copyOf(failures);
    }

    static BatchStanding begun(String id, Instant now) {
        return new BatchStanding(id, State.OPEN, 0, 0, 0, false, now, Optional.empty(), List.of());
    }

    /** Whether nothing of it is under way any more. */
    public boolean isOver() {
        return ended.isPresent();
    }

    /** One that is given up stays so. */
    BatchStanding in(State other) {
        State next = givenUp ? State.CANCELLED : other;
        return new BatchStanding(id, next, stored, underWay, failed, next == State.CANCELLED, opened, ended, failures);
    }

    BatchStanding storing(long more) {
        return new BatchStanding(id, state, stored + more, underWay, failed, givenUp, opened, ended, failures);
    }

    BatchStanding counting(long by) {
        return new BatchStanding(id, state, stored, underWay + by, failed, givenUp, opened, ended, failures);
    }

    BatchStanding failing() {
        return new BatchStanding(id, state, stored, underWay, failed + 1, givenUp, opened, ended, failures);
    }

    /** An item that had failed is under way again; one that is over goes on. */
    BatchStanding retrying() {
        return new BatchStanding(
                id,
                isOver() ? State.CLOSED : state,
                stored,
                underWay,
                Math.max(0, failed - 1),
                givenUp,
                opened,
                Optional.empty(),
                failures);
    }

    BatchStanding endedAt(Instant now) {
        State last = givenUp || failed > 0 ? State.FAILED : State.DONE;
        return new BatchStanding(id, last, stored, underWay, failed, givenUp, opened, Optional.of(now), failures);
    }

    BatchStanding with(List<Missing> others) {
        return new BatchStanding(id, state, stored, underWay, failed, givenUp, opened, ended, others);
    }

    /** Without the failures. */
    byte[] bytes() {
        String text = String.join(
                " ",
                FORMAT,
                state.name(),
                Long.toString(stored),
                Long.toString(underWay),
                Long.toString(failed),
                Long.toString(opened.toEpochMilli()),
                ended.map(time -> Long.toString(time.toEpochMilli())).orElse("-"),
                givenUp ? GIVEN_UP : "");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static BatchStanding read(String id, byte[] bytes) {
        String[] words = new String(bytes, StandardCharsets.UTF_8).split(" ", -1);
        return new BatchStanding(
                id,
                State.valueOf(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                // Of an older build it is known while it is under way alone.
                words[1].equals(State.CANCELLED.name()) || (words.length > 7 && words[7].equals(GIVEN_UP)),
                Instant.ofEpochMilli(Long.parseLong(words[5])),
                words[6].equals("-") ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(words[6]))),
                List.of());
    }
}
