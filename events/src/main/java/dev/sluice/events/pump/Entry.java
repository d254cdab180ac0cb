package dev.sluice.events.pump;

import dev.sluice.core.loop.StateMachine;
import dev.sluice.events.pump.Progress.Tries;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record between its being read and the position's passing it. */
final class Entry {

    /** What a record takes in memory besides its bytes. */
    private static final int OVERHEAD = 200;

    final PartitionLanes lanes;
    final long offset;
    final int size;
    Phase phase = Phase.QUEUED;

    /** Its lane; null if it is in none. */
    final @Nullable ByteBuffer key;

    /** Whose it is. */
    final Turns.Share share;

    /** Null once it is done. */
    private @Nullable ConsumerRecord<byte[], byte[]> record;

    private boolean inherited;
    private int all;
    private int counted;
    private long countedSince = StateMachine.NEVER;

    /** Since when it is ready, or until when it waits. */
    long time;

    /** Why it is dead; null if it is not. */
    private @Nullable Death death;

    enum Phase {
        /** Another one of its lane comes first. */
        QUEUED,
        /** It may begin. */
        READY,
        /** It begins when that it does is committed. */
        CHOSEN,
        RUNNING,
        /** Until it is tried again. */
        WAITING,
        /** It goes to the dead letters. */
        BURYING,
        DONE
    }

    record Death(String reason, String detail) {}

    Entry(PartitionLanes lanes, ConsumerRecord<byte[], byte[]> record, boolean inLane, Turns.Share share) {
        this.lanes = lanes;
        this.share = share;
        this.record = record;
        this.offset = record.offset();
        this.size = size(record) + share.name().length();
        this.key = inLane && record.key() != null ? ByteBuffer.wrap(record.key()) : null;
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        int size = OVERHEAD + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    void tried(Tries before, long now) {
        inherited = true;
        all = before.all();
        counted = before.counted();
        if (counted > 0) {
            countedSince = now - Duration.ofSeconds(before.seconds()).toNanos();
        }
    }

    /** An owner before may have tried it, and did not say so. */
    void maybeTried() {
        inherited = true;
        all = 1;
    }

    int counted() {
        return counted;
    }

    boolean runs() {
        return phase == Phase.RUNNING || phase == Phase.CHOSEN;
    }

    /** The attempt that begins. */
    Attempt attempt(long now) {
        return attempt(all + 1, now);
    }

    /** The one that was the last. */
    Attempt lastAttempt(long now) {
        return attempt(Math.max(all, 1), now);
    }

    private Attempt attempt(int number, long now) {
        ConsumerRecord<byte[], byte[]> present = record;
        if (present == null) {
            throw new IllegalStateException("an attempt of what is done: " + offset);
        }
        return new Attempt(present, number, counted, age(now), inherited);
    }

    private Duration age(long now) {
        return countedSince == StateMachine.NEVER ? Duration.ZERO : Duration.ofNanos(now - countedSince);
    }

    void attempted(boolean reachedCode, long now) {
        all++;
        if (reachedCode) {
            counted++;
            countedSince = Math.min(countedSince, now);
        }
    }

    /** Whether no attempt has ended, here or before. */
    boolean isFirst() {
        return all == 0;
    }

    void forgive(long nanos, long now) {
        if (countedSince != StateMachine.NEVER) {
            countedSince = Math.min(now, countedSince + nanos);
        }
    }

    void die(String reason, String detail) {
        death = new Death(reason, detail);
    }

    Optional<Death> death() {
        return Optional.ofNullable(death);
    }

    void forgetRecord() {
        phase = Phase.DONE;
        record = null;
    }

    /** What is to be told of it if its owner ends now: an attempt that is under way then counts. */
    Optional<Tries> tries(long now) {
        long seconds = age(now).toSeconds();
        if (runs()) {
            return Optional.of(new Tries(offset, all + 1, counted + 1, seconds));
        }
        return all == 0 ? Optional.empty() : Optional.of(new Tries(offset, all, counted, seconds));
    }
}
