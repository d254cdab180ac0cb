package dev.sluice.events.schedule;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who of several gateways starts scheduled runs: a record that its owner changes at every beat. Whoever sees the same version of it for
 * the length of a lease, by his own clock that never runs backwards, takes it by compare and set; what others write about time counts for
 * nothing. The owner is sure of it only for a part of that length since he asked for his last change, so that he stops before
 * another may begin. Times are nanoseconds.
 */
final class OwnerLease {

    /** Between two looks or changes. */
    static final long BEAT = Duration.ofSeconds(5).toNanos();

    /** How long a version must stand before another may take it. */
    static final long LENGTH = Duration.ofSeconds(20).toNanos();

    /** How long an owner is sure. */
    static final long SURE = Duration.ofSeconds(12).toNanos();

    private static final String FORMAT = "1 ";

    private final String gateway;
    private Standing standing = new Unknown();
    private boolean asking;
    private long asked;
    private long beatAt;

    private sealed interface Standing permits Unknown, Others, Mine {}

    private record Unknown() implements Standing {}

    /** Seen first at {@code since}; {@link Version#NONE} is nobody's. */
    private record Others(Version version, long since) implements Standing {}

    /** Changed to this version by what was asked for at {@code confirmed}. */
    private record Mine(Version version, long confirmed) implements Standing {}

    /** {@code gateway}: of this process alone, printable, without blanks. */
    OwnerLease(String gateway) {
        this.gateway = gateway;
    }

    String value() {
        return FORMAT + gateway;
    }

    /** Whether nobody else can be the owner at {@code now}. */
    boolean isSure(long now) {
        return standing instanceof Mine mine && now - mine.confirmed < SURE;
    }

    boolean isMine() {
        return standing instanceof Mine;
    }

    /** The version that is this gateway's, to give it back. */
    Optional<Version> mine() {
        return standing instanceof Mine mine ? Optional.of(mine.version) : Optional.empty();
    }

    void tick(long now, Consumer<ScheduleEffect> out) {
        if (asking || now < beatAt) {
            return;
        }
        asking = true;
        asked = now;
        beatAt = now + BEAT;
        out.accept(
                switch (standing) {
                    case Unknown _ -> new ScheduleEffect.ReadLease();
                    case Mine mine -> new ScheduleEffect.WriteLease(mine.version);
                    case Others others ->
                        canBeTaken(others, now)
                                ? new ScheduleEffect.WriteLease(others.version)
                                : new ScheduleEffect.ReadLease();
                });
    }

    private static boolean canBeTaken(Others others, long now) {
        return others.version.equals(Version.NONE) || now - others.since >= LENGTH;
    }

    void read(Optional<Entry> found, long now) {
        asking = false;
        if (found.isEmpty()) {
            standing = new Others(Version.NONE, now);
            beatAt = now;
        } else if (found.get().value().equals(value())) {
            // Others may have seen this version long ago: only a change makes sure of it.
            standing = new Mine(found.get().version(), asked - SURE);
            beatAt = now;
        } else if (!stands(found.get())) {
            standing = new Others(found.get().version(), now);
        }
    }

    /** Whether it is what was seen before. A lease of a newer build, in another format, is never taken. */
    private boolean stands(Entry found) {
        return found.value().startsWith(FORMAT)
                && standing instanceof Others others
                && others.version.equals(found.version());
    }

    /** Empty if somebody else has changed it. */
    void written(Optional<Version> version) {
        asking = false;
        standing = version.<Standing>map(mine -> new Mine(mine, asked)).orElseGet(Unknown::new);
    }

    /** The store failed; whether the change was made is not known. */
    void failed() {
        asking = false;
        standing = standing instanceof Others ? standing : new Unknown();
    }

    long nextTick() {
        return asking ? StateMachine.NEVER : beatAt;
    }
}
