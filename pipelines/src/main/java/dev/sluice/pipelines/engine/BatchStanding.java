package dev.sluice.pipelines.engine;

import dev.sluice.events.pump.Pace;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a batch stands.
 *
 * @param stored items that were taken in, from number 0 on
 * @param underWay items at stages, while it is open one more, and one more for each join that has not opened; 0 when it is over
 * @param failed items that did not come through, and are not tried again
 * @param givenUp whether somebody gave it up, or a stage that failed
 * @param paused whether no call begins with its items until it goes on
 * @param pace how fast items became done of late; empty if that is not known
 * @param rerun of which batch it is a re-run; empty if it is none
 * @param failures the first of these, at most {@value #MOST_FAILURES}
 * @param editions how many items each join with editions has made of it
 */
public record BatchStanding(
        String id,
        State state,
        long stored,
        long underWay,
        long failed,
        boolean givenUp,
        boolean paused,
        Instant opened,
        Optional<Instant> ended,
        Optional<Pace> pace,
        Optional<Rerun> rerun,
        List<Missing> failures,
        SortedMap<String, Long> editions) {

    static final int MOST_FAILURES = 100;

    private static final String FORMAT = "1";
    private static final String GIVEN_UP = "given-up";
    private static final String PAUSED = "paused";

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
        editions = Collections.unmodifiableSortedMap(new TreeMap<>(editions));
    }

    static BatchStanding begun(String id, Instant now) {
        return new BatchStanding(
                id,
                State.OPEN,
                0,
                0,
                0,
                false,
                false,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new TreeMap<>());
    }

    /** Whether nothing of it is under way any more. */
    public boolean isOver() {
        return ended.isPresent();
    }

    /** One that is given up stays so. */
    BatchStanding in(State other) {
        State next = givenUp ? State.CANCELLED : other;
        boolean cancelled = next == State.CANCELLED;
        return as(next, cancelled, paused && !cancelled, ended, pace);
    }

    BatchStanding storing(long more) {
        return counted(stored + more, underWay, failed);
    }

    /** As many items are stored as somebody knows; those that are not counted yet are under way. */
    BatchStanding knowing(long known) {
        long more = Math.max(0, known - stored);
        return isOver() ? storing(more) : storing(more).counting(more);
    }

    BatchStanding pausing(boolean wanted) {
        return as(state, givenUp, wanted, ended, pace);
    }

    BatchStanding counting(long by) {
        return counted(stored, underWay + by, failed);
    }

    BatchStanding failing() {
        return counted(stored, underWay, failed + 1);
    }

    /** It is so now. */
    BatchStanding at(Instant now) {
        long millis = now.toEpochMilli();
        Pace next = pace.map(known -> known.at(millis, done())).orElseGet(() -> Pace.from(millis, done()));
        return as(state, givenUp, paused, ended, Optional.of(next));
    }

    /** Where items become several on the way, it is less than there are done until all of these are. */
    private long done() {
        return stored - underWay;
    }

    /**
     * How many of its items become done in a second, counted over the last 5 to 10 s, or since the last ones did where that is longer ago;
     * empty if it is over or paused, or that cannot be said yet. What an item has become counts as one item when all of it is done.
     */
    public OptionalDouble rate(Instant now) {
        return isOver() || paused || pace.isEmpty()
                ? OptionalDouble.empty()
                : pace.get().rate(now.toEpochMilli(), done());
    }

    /** How long what is under way takes at the {@link #rate}; empty while items may come, or where none become done. */
    public Optional<Duration> timeLeft(Instant now) {
        OptionalDouble rate = rate(now);
        return state == State.OPEN || rate.isEmpty() || rate.getAsDouble() == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) Math.ceil(underWay * 1_000 / rate.getAsDouble())));
    }

    /** An item that had failed is under way again; one that is over goes on. */
    BatchStanding retrying() {
        BatchStanding again = counted(stored, underWay, Math.max(0, failed - 1));
        return isOver() ? again.as(State.CLOSED, givenUp, paused, Optional.empty(), Optional.empty()) : again;
    }

    BatchStanding endedAt(Instant now) {
        return as(givenUp || failed > 0 ? State.FAILED : State.DONE, givenUp, false, Optional.of(now), pace);
    }

    BatchStanding rerun(Rerun again) {
        return telling(Optional.of(again), failures, editions);
    }

    BatchStanding with(List<Missing> others) {
        return telling(rerun, others, editions);
    }

    /** A join has made one more item of it. */
    BatchStanding opening(String join, long number) {
        SortedMap<String, Long> others = new TreeMap<>(editions);
        others.put(join, number);
        return telling(rerun, failures, others);
    }

    private BatchStanding as(State next, boolean cancelled, boolean held, Optional<Instant> over, Optional<Pace> now) {
        return new BatchStanding(
                id, next, stored, underWay, failed, cancelled, held, opened, over, now, rerun, failures, editions);
    }

    private BatchStanding counted(long in, long open, long lost) {
        return new BatchStanding(
                id, state, in, open, lost, givenUp, paused, opened, ended, pace, rerun, failures, editions);
    }

    private BatchStanding telling(Optional<Rerun> again, List<Missing> missing, SortedMap<String, Long> made) {
        return new BatchStanding(
                id, state, stored, underWay, failed, givenUp, paused, opened, ended, pace, again, missing, made);
    }

    /** The same with stages as people know them now. */
    BatchStanding named(PipelineGraph graph) {
        SortedMap<String, Long> named = new TreeMap<>();
        editions.forEach((join, number) -> named.put(graph.nameOf(join), number));
        return telling(
                rerun.map(other -> other.named(graph)),
                failures.stream().map(failure -> failure.named(graph)).toList(),
                named);
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
                givenUp ? GIVEN_UP : "",
                pace.map(Pace::text).orElse(""),
                paused ? PAUSED : "",
                editions.entrySet().stream()
                        .map(each -> each.getKey() + ":" + each.getValue())
                        .collect(Collectors.joining(",")),
                rerun.map(Rerun::of).orElse(""),
                rerun.map(Rerun::from).orElse(""));
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
                words.length > 9 && words[9].equals(PAUSED),
                Instant.ofEpochMilli(Long.parseLong(words[5])),
                words[6].equals("-") ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(words[6]))),
                words.length > 8 && !words[8].isEmpty() ? Optional.of(Pace.read(words[8])) : Optional.empty(),
                words.length > 12 && !words[11].isEmpty()
                        ? Optional.of(new Rerun(words[11], words[12]))
                        : Optional.empty(),
                List.of(),
                words.length > 10 ? editions(words[10]) : new TreeMap<>());
    }

    private static SortedMap<String, Long> editions(String text) {
        SortedMap<String, Long> editions = new TreeMap<>();
        Stream.of(text.split(",")).filter(each -> !each.isEmpty()).forEach(each -> {
            String[] of = each.split(":", 2);
            editions.put(of[0], Long.valueOf(of[1]));
        });
        return editions;
    }
}
