package dev.sluice.core.decorator.whole;

import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.time.Timers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Gathers the body of a request, no more than its limit and no longer than its patience. */
final class BodyCollector {

    private static final byte[] END = new byte[0];
    private static final byte[] LATE = new byte[0];

    private final DecoratorSite site;
    private final WholeLimits limits;
    private final BodyRoom.Share room;

    /** Kept short by credit: at most what was asked for waits in it. */
    private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();

    /** What came of it. */
    sealed interface Taken {
        record All(ByteBuffer body) implements Taken {}

        record Refused(Problem problem) implements Taken {}
    }

    /** {@code room}: what the call may hold. */
    BodyCollector(DecoratorSite site, WholeLimits limits, BodyRoom.Share room) {
        this.site = site;
        this.limits = limits;
        this.room = room;
    }

    /** On the caller's thread. */
    void write(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            pieces.add(copy);
        }
    }

    /** On the caller's thread. */
    void end() {
        pieces.add(END);
    }

    Taken take(Invocation invocation, CallListener listener) throws InterruptedException {
        if (announced(invocation) > limits.bytes()) {
            return tooLarge();
        }
        return switch (invocation.body()) {
            case Body.Complete(ByteBuffer bytes) when bytes.remaining() > limits.bytes() -> tooLarge();
            case Body.Complete(ByteBuffer bytes) -> room.take(bytes.remaining()) ? new Taken.All(bytes) : noRoom();
            case Body.Streamed() -> stream(listener);
        };
    }

    private static long announced(Invocation invocation) {
        String length = invocation.head().headers().first("content-length").orElse("0");
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
    }

    private Taken stream(CallListener listener) throws InterruptedException {
        long until = site.timers().nanos() + limits.patience().toNanos();
        Timers.Alarm alarm = site.timers().at(until, () -> pieces.add(LATE));
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            credit(listener, Body.MAX_COMPLETE);
            while (true) {
                byte[] piece = pieces.take();
                if (piece == END) {
                    return new Taken.All(ByteBuffer.wrap(all.toByteArray()));
                }
                if (piece == LATE) {
                    return tooSlow();
                }
                if (all.size() + piece.length > limits.bytes()) {
                    return tooLarge();
                }
                if (!room.take(piece.length)) {
                    return noRoom();
                }
                all.writeBytes(piece);
                credit(listener, piece.length);
            }
        } finally {
            alarm.cancel();
        }
    }

    private static void credit(CallListener listener, int bytes) {
        listener.credit(bytes);
        listener.settled();
    }

    private Taken tooLarge() {
        return new Taken.Refused(site.problem(
                413,
                "body_too_large",
                "The body is too large for a decorator",
                site.where() + " reads bodies of at most " + limits.bytes()
                        + " bytes. Send less, or deploy the function" + " with a higher limit or without it."));
    }

    private Taken noRoom() {
        return new Taken.Refused(site.problem(
                        503,
                        "no_room_for_bodies",
                        "There is no room for another body",
                        site.where()
                                + " reads whole bodies, and the gateway holds as many bytes of such bodies as it may."
                                + " Send it again in a moment.")
                .retryAfter(Duration.ofSeconds(1)));
    }

    private Taken tooSlow() {
        return new Taken.Refused(site.problem(
                408,
                "body_too_slow",
                "The body came too slowly for a decorator",
                site.where() + " waited " + limits.patience().toMillis()
                        + " ms for the body and does not wait longer. Send it faster."));
    }
}
