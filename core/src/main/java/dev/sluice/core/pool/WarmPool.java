package dev.sluice.core.pool;

import dev.sluice.core.runner.RunnerId;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The generic runners of one kind: those that wait, those that start, and the functions that wait for one. */
final class WarmPool {

    private final RunnerKind kind;
    private final boolean always;
    private final int wantedWhenNeeded;
    private final ArrayDeque<Warm> warm = new ArrayDeque<>();
    private final Map<PoolName, Need> needs = new LinkedHashMap<>();
    private final CrashLoop failures;
    private int starting;
    private int liveFunctions;
    private int roomForBackground;
    private long lastStart;

    WarmPool(RunnerKind kind, boolean always, int wantedWhenNeeded, CrashLoop failures) {
        this.kind = kind;
        this.always = always;
        this.wantedWhenNeeded = wantedWhenNeeded;
        this.failures = failures;
    }

    /** A runner that waits, and since when. */
    record Warm(RunnerId id, long since) {}

    /** What one function waits for; {@code offered} runners are on their way to it already. */
    static final class Need {
        private int urgent;
        private int growth;
        private int background;
        private int offered;

        int urgentOpen() {
            return Math.max(0, urgent - offered);
        }

        int interactiveOpen() {
            return Math.max(0, urgent + growth - offered);
        }

        int backgroundOpen() {
            return Math.max(0, urgent + growth + background - offered) - interactiveOpen();
        }

        boolean isOver() {
            return urgent + growth + background + offered == 0;
        }
    }

    RunnerKind kind() {
        return kind;
    }

    CrashLoop failures() {
        return failures;
    }

    /** Runners that are to wait even if nobody asks. */
    int wanted() {
        return always || liveFunctions > 0 ? wantedWhenNeeded : 0;
    }

    int warm() {
        return warm.size();
    }

    int starting() {
        return starting;
    }

    void starting(int change) {
        starting += change;
    }

    /** The number of its last start among all; smaller is longer ago. */
    long lastStart() {
        return lastStart;
    }

    void lastStart(long number) {
        lastStart = number;
    }

    /** Whether functions wait for more runners than are on their way. */
    boolean isWaitedFor() {
        return open() > starting + warm.size();
    }

    void live(int change) {
        liveFunctions += change;
    }

    void add(RunnerId id, long now) {
        warm.addLast(new Warm(id, now));
    }

    boolean remove(RunnerId id) {
        return warm.removeIf(w -> w.id().equals(id));
    }

    /** How many more runners of this kind background calls may take. */
    void roomForBackground(int runners) {
        roomForBackground = runners;
    }

    void want(PoolName function, FunctionEffect.Want want) {
        Need need = needs.computeIfAbsent(function, f -> new Need());
        need.urgent = want.urgent();
        need.growth = want.growth();
        need.background = want.background();
        forgetIfOver(function, need);
    }

    /** An offered runner was accepted or given back. */
    void answered(PoolName function) {
        Need need = needs.get(function);
        if (need == null || need.offered == 0) {
            throw new IllegalStateException(function + " was not offered a runner");
        }
        need.offered--;
        forgetIfOver(function, need);
    }

    private void forgetIfOver(PoolName function, Need need) {
        if (need.isOver()) {
            needs.remove(function);
        }
    }

    /**
     * The function that gets the next warm runner, at whose end of the round it then stands: first those whose callers
     * nobody else can serve; others only while more runners wait than are reserved for those, background calls last. Null if
     * there is none.
     */
    @Nullable
    PoolName nextInTurn() {
        if (warm.isEmpty()) {
            return null;
        }
        PoolName next = firstOpen(Need::urgentOpen);
        if (next == null && warm.size() > reserved()) {
            next = firstOpen(Need::interactiveOpen);
        }
        if (next == null && roomForBackground > 0 && warm.size() > reservedFromBackground()) {
            next = firstOpen(Need::backgroundOpen);
        }
        return next;
    }

    /** Whether the next runner that the function gets is for its background calls. */
    boolean isForBackground(PoolName function) {
        Need need = needs.get(function);
        return need != null && need.interactiveOpen() == 0;
    }

    /** Offers the runner that has waited longest. */
    RunnerId offer(PoolName function) {
        Need need = needs.remove(function);
        if (need == null) {
            throw new IllegalStateException(function + " waits for nothing");
        }
        need.offered++;
        needs.put(function, need);
        return warm.removeFirst().id();
    }

    private int reserved() {
        return wanted() == 0 ? 0 : Math.max(1, wanted() / 2);
    }

    private int reservedFromBackground() {
        return (wanted() + 1) / 2;
    }

    private @Nullable PoolName firstOpen(ToIntFunction<Need> open) {
        for (Map.Entry<PoolName, Need> entry : needs.entrySet()) {
            if (open.applyAsInt(entry.getValue()) > 0) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** Runners that callers wait for whom nobody else can serve. */
    int urgentOpen() {
        return sum(Need::urgentOpen);
    }

    /** Runners that functions wait for and may have. */
    int open() {
        return interactiveOpen() + Math.min(roomForBackground, sum(Need::backgroundOpen));
    }

    private int interactiveOpen() {
        return sum(Need::interactiveOpen);
    }

    private int sum(ToIntFunction<Need> open) {
        int sum = 0;
        for (Need need : needs.values()) {
            sum += open.applyAsInt(need);
        }
        return sum;
    }

    /** Runners that are missing for all who wait and for what is to be kept warm. */
    int missing() {
        return open() + wanted() - warm.size() - starting;
    }

    /** Runners that are missing for the urgent. */
    int missingUrgently() {
        return urgentOpen() - warm.size() - starting;
    }

    /** Runners that wait beyond all that is wanted. */
    int surplus() {
        return warm.size() - open() - wanted();
    }

    /** Whether no function needs this kind and it is not always kept. */
    boolean isUnneeded() {
        return wanted() == 0 && needs.isEmpty();
    }

    @Nullable
    Warm longestWaiting() {
        return warm.peekFirst();
    }

    /** Those whose callers maybe nobody else can serve. */
    Iterable<PoolName> waiting() {
        return needs.entrySet().stream()
                .filter(entry ->
                        entry.getValue().urgentOpen() + entry.getValue().backgroundOpen() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean isForgettable() {
        return !always && isUnneeded() && warm.isEmpty() && starting == 0 && failures.inARow() == 0;
    }
}
