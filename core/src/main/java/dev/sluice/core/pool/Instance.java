package dev.sluice.core.pool;

import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Priority;
import dev.sluice.core.runner.RunnerId;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A runner that belongs to one version, as its function's pool sees it. Not thread-safe: guarded by whatever guards the
 * pool.
 *
 * <pre>
 * SPECIALISING --ready--> READY --drain--> DRAINING --stop--> STOPPING --gone--> GONE
 *       \_______________________stop / gone______________________________________/
 * </pre>
 */
public final class Instance {

    enum State {
        SPECIALISING,
        READY,
        DRAINING,
        STOPPING,
        GONE
    }

    private final RunnerId id;
    private final FunctionVersion version;
    private final int concurrency;
    private final long since;
    private int generation;
    private State state = State.SPECIALISING;
    private int inFlight;
    private int inBackground;
    private int abandoned;
    private long readyAt;
    private long idleSince;
    private boolean answered;
    private boolean crashed;
    private String endedBy = "";
    private Termination termination = Termination.GENTLE;
    private @Nullable PendingTrial trial;
    private final @Nullable Shard shard;
    private int place;
    private long placeHash;

    Instance(RunnerId id, FunctionVersion version, int generation, @Nullable PendingTrial trial, long now) {
        this(id, version, generation, trial, null, now);
    }

    /** {@code shard}: which part of the keys is its own; null if its version has no shards. */
    Instance(
            RunnerId id,
            FunctionVersion version,
            int generation,
            @Nullable PendingTrial trial,
            @Nullable Shard shard,
            long now) {
        this.shard = shard;
        this.id = id;
        this.version = version;
        this.concurrency = version.spec().scaling().concurrency();
        this.generation = generation;
        this.trial = trial;
        this.since = now;
    }

    public RunnerId id() {
        return id;
    }

    public FunctionVersion version() {
        return version;
    }

    /** Its number among those of its generation, from 0; whoever comes after one that has gone gets the same. */
    public int place() {
        return place;
    }

    /** The part of the keys that is its own; empty if its version has no shards. */
    public Optional<Shard> shard() {
        return Optional.ofNullable(shard);
    }

    /** Whether it may take calls of this key, which is made of that field: others have it in another shard. */
    boolean holds(long key, AffinityField by) {
        return shard == null || shard.holds(key) && by.equals(field());
    }

    private @Nullable AffinityField field() {
        return version.spec().scaling().affinity().map(Affinity::by).orElse(null);
    }

    /** What stands for its {@link #place} where keys are spread over instances. */
    long placeHash() {
        return placeHash;
    }

    void take(int freePlace) {
        place = freePlace;
        placeHash = Hash.mix(freePlace + 1);
    }

    public int inFlight() {
        return inFlight;
    }

    /** Of those in flight, the background calls. */
    public int inBackground() {
        return inBackground;
    }

    int concurrency() {
        return concurrency;
    }

    /** Of those in flight, the calls whose callers have gone while the code runs on. */
    public int abandoned() {
        return abandoned;
    }

    /** When its last call ended; only means something while {@link #inFlight} is 0. */
    public long idleSince() {
        return idleSince;
    }

    /** The stable word of reports. */
    public String stateWord() {
        return switch (state) {
            case SPECIALISING -> "specialising";
            case READY -> "ready";
            case DRAINING, STOPPING, GONE -> "draining";
        };
    }

    State state() {
        return state;
    }

    /** Of those of one function the highest is the newest; older ones are being replaced. */
    public int generation() {
        return generation;
    }

    long since() {
        return since;
    }

    long readyAt() {
        return readyAt;
    }

    @Nullable
    PendingTrial trial() {
        return trial;
    }

    Termination termination() {
        return termination;
    }

    boolean answered() {
        return answered;
    }

    /** Whether calls may be sent to it at all. */
    public boolean serves() {
        return state == State.READY && trial == null;
    }

    public boolean hasRoom() {
        return serves() && inFlight < concurrency;
    }

    /** Whether it owns its shard by this token. */
    boolean hasToken(long token) {
        return shard != null && shard.token().equals(OptionalLong.of(token));
    }

    /** Whether calls of any key may be sent to it. */
    boolean servesAny() {
        return shard == null && serves();
    }

    /** Whether it may take a call of any key now. */
    boolean hasRoomForAny() {
        return shard == null && hasRoom();
    }

    /** Whether it is being specialised for its function's calls, not for a trial. */
    public boolean isComing() {
        return state == State.SPECIALISING && trial == null;
    }

    boolean isIdle() {
        return serves() && inFlight == 0;
    }

    void ready(long now) {
        require(State.SPECIALISING);
        state = State.READY;
        readyAt = now;
        idleSince = now;
    }

    /** The instance of a passed trial joins those that serve. */
    void adopt(int intoGeneration) {
        require(State.READY);
        trial = null;
        generation = intoGeneration;
    }

    void take(Priority priority) {
        if (!hasRoom()) {
            throw new IllegalStateException(id + " has no free slot: " + state + ", " + inFlight + " in flight");
        }
        inFlight++;
        if (priority == Priority.BACKGROUND) {
            inBackground++;
        }
    }

    void giveBack(Priority priority, long now) {
        if (inFlight == 0) {
            throw new IllegalStateException(id + " was given back a slot that nobody held");
        }
        inFlight--;
        if (priority == Priority.BACKGROUND) {
            inBackground--;
        }
        idleSince = now;
    }

    void abandon() {
        abandoned++;
    }

    void abandonedEnds() {
        abandoned--;
    }

    /** A call on it was answered. */
    void answer() {
        answered = true;
    }

    /** It crashes; false if that is known. */
    boolean crashes() {
        boolean first = !crashed;
        crashed = true;
        return first;
    }

    /** No new calls. */
    void drain(String why, Termination how) {
        if (state == State.SPECIALISING || state == State.READY) {
            state = State.DRAINING;
            endedBy = why;
        }
        if (how.compareTo(termination) > 0) {
            termination = how;
        }
    }

    void stop() {
        require(State.DRAINING);
        state = State.STOPPING;
    }

    /** Its process has ended. */
    void gone() {
        state = State.GONE;
    }

    String endedBy() {
        return endedBy;
    }

    private void require(State expected) {
        if (state != expected) {
            throw new IllegalStateException(id + " is " + state + " where " + expected + " is expected");
        }
    }

    @Override
    public String toString() {
        return version.label() + "/" + id + " " + state + " " + inFlight + "/" + concurrency;
    }
}
