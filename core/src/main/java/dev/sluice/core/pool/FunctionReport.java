package dev.sluice.core.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How one function stands.
 *
 * @param queued calls that wait for a slot
 * @param background how many of its calls are background calls
 * @param replaced the last instance that was not healthy any more, if there was one
 * @param keyed where its calls with keys went; empty if its live version has no affinity
 */
public record FunctionReport(
        List<InstanceReport> instances,
        int queued,
        int starting,
        Optional<Trouble> trouble,
        Background background,
        Optional<Keyed> keyed,
        Optional<Replaced> replaced) {

    public FunctionReport {
        instances = List.copyOf(instances);
    }

    /** One without background calls. */
    public FunctionReport(List<InstanceReport> instances, int queued, int starting, Optional<Trouble> trouble) {
        this(instances, queued, starting, trouble, Background.NONE);
    }

    /** One without affinity. */
    public FunctionReport(
            List<InstanceReport> instances,
            int queued,
            int starting,
            Optional<Trouble> trouble,
            Background background) {
        this(instances, queued, starting, trouble, background, Optional.empty());
    }

    /** One of which no instance was replaced. */
    public FunctionReport(
            List<InstanceReport> instances,
            int queued,
            int starting,
            Optional<Trouble> trouble,
            Background background,
            Optional<Keyed> keyed) {
        this(instances, queued, starting, trouble, background, keyed, Optional.empty());
    }

    /** How it stands in two pools together. */
    public FunctionReport and(FunctionReport other) {
        return new FunctionReport(
                Stream.concat(instances.stream(), other.instances.stream()).toList(),
                queued + other.queued,
                starting + other.starting,
                trouble.or(other::trouble),
                new Background(
                        background.running + other.background.running, background.queued + other.background.queued),
                keyed.map(mine -> other.keyed.map(mine::and).orElse(mine)).or(other::keyed),
                replaced.or(other::replaced));
    }

    /** An instance that was replaced because it was not healthy. */
    public record Replaced(String instance, String why, Instant at) {}

    /** Background calls that run, and that wait for a slot. */
    public record Background(int running, int queued) {

        static final Background NONE = new Background(0, 0);
    }

    /**
     * Where calls went of a function with affinity, since its pool was made.
     *
     * @param own calls at the own instance of their key
     * @param replicas calls of hot keys at another one of their first instances
     * @param spilled calls at another instance, since their own had too many
     * @param without calls that lacked the field, and went wherever there was room
     * @param hot keys that are hot now, at most 64
     * @param moves how often the instances changed that keys are spread over; each time about one n-th of the keys moves
     */
    public record Keyed(long own, long replicas, long spilled, long without, int hot, long moves) {

        /** Of two pools together. */
        public Keyed and(Keyed other) {
            return new Keyed(
                    own + other.own,
                    replicas + other.replicas,
                    spilled + other.spilled,
                    without + other.without,
                    hot + other.hot,
                    moves + other.moves);
        }
    }

    /**
     * One instance.
     *
     * @param state a stable word: {@code specialising}, {@code ready}, {@code draining}
     * @param inFlight slots that are taken
     * @param abandoned those of them that are held by code whose caller has gone
     * @param shard the part of the keys that is its own; empty if its version has no shards
     */
    public record InstanceReport(
            String id,
            long pid,
            int version,
            String state,
            int inFlight,
            int abandoned,
            Duration idle,
            OptionalLong memoryBytes,
            Optional<Shard> shard) {

        /** One of a version without shards. */
        public InstanceReport(
                String id,
                long pid,
                int version,
                String state,
                int inFlight,
                int abandoned,
                Duration idle,
                OptionalLong memoryBytes) {
            this(id, pid, version, state, inFlight, abandoned, idle, memoryBytes, Optional.empty());
        }
    }

    /**
     * Why instances are not started at present.
     *
     * @param crashes how many ended in a row
     * @param last what the last one ended with
     * @param retryAt when the next start is tried
     */
    public record Trouble(int crashes, String last, Instant retryAt) {}
}
