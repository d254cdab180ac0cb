package dev.sluice.events.attempt;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.Serial;
import dev.sluice.events.payload.Payload;
import dev.sluice.events.payload.PayloadDraft;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One attempt: hands the body over as it is asked for, and gathers the answer, of which 64 MiB are kept at most. What does not fit into a
 * record is written to the disk by virtual threads, and the function goes on when it is there: so little waits in memory.
 */
final class AttemptListener implements CallListener {

    private static final System.Logger LOG = System.getLogger(AttemptListener.class.getName());

    private final ByteBuffer rest;
    private final PayloadDraft answer;
    private final Consumer<ByteBuffer> progress;
    private final LateCall call = new LateCall();
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();

    /** What waits for the disk; what is done there sees what was done before. */
    private final Serial writes =
            Serial.on(task -> Thread.ofVirtual().name("sluice-answer").start(task));

    private int status;
    private Headers headers = Headers.EMPTY;

    /** Whether the answer goes to the disk; belongs to whoever tells of the call. */
    private boolean onDisk;

    /** Belongs to whoever tells of the call, and once the answer goes to the disk to the writes. */
    private boolean whole = true;

    private int version;

    private AttemptListener(ByteBuffer body, PayloadDraft answer, Consumer<ByteBuffer> progress) {
        this.rest = body;
        this.answer = answer;
        this.progress = progress;
    }

    /** @param call to cancel it */
    record Started(CompletableFuture<Ended> ended, Call call) {}

    /**
     * Starts an invocation with this body, if it is {@link Body.Streamed}.
     *
     * @param answer nothing yet; closed at the end
     * @param progress is told how far it has come; the bytes are valid only during that call, and it must not block
     */
    static Started start(
            Invoker invoker,
            Invocation invocation,
            ByteBuffer body,
            PayloadDraft answer,
            Consumer<ByteBuffer> progress) {
        AttemptListener listener = new AttemptListener(body, answer, progress);
        listener.call.become(invoker.invoke(invocation, listener));
        return new Started(listener.ended, listener.call);
    }

    @Override
    public void credit(int bytes) {
        if (rest.hasRemaining()) {
            int length = Math.min(bytes, rest.remaining());
            call.write(rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
            if (!rest.hasRemaining()) {
                call.end(Headers.EMPTY);
            }
        }
    }

    @Override
    public void started(FunctionVersion reached, String instance, Timings waited) {
        version = reached.number();
    }

    @Override
    public void head(int told, Headers fields) {
        status = told;
        headers = fields;
    }

    @Override
    public void data(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (!onDisk && answer.fitsIntoMemory(length)) {
            answer.write(bytes);
            call.grant(length);
            return;
        }
        onDisk = true;
        ByteBuffer copy = ByteBuffer.allocate(length).put(bytes.duplicate()).flip();
        writes.execute(() -> {
            write(copy);
            call.grant(length);
        });
    }

    private void write(ByteBuffer piece) {
        if (!whole) {
            return;
        }
        whole = answer.mayHave(piece.remaining()) && onDisk(() -> answer.write(piece));
        if (!whole) {
            answer.close();
        }
    }

    /** Whether the disk did it. */
    private static boolean onDisk(Runnable work) {
        try {
            work.run();
            return true;
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "An answer is not kept: {0}", e.getMessage());
            return false;
        }
    }

    @Override
    public void progress(ByteBuffer bytes) {
        progress.accept(bytes);
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        if (onDisk) {
            writes.execute(() -> complete(outcome));
        } else {
            complete(outcome);
        }
    }

    private void complete(Outcome outcome) {
        try (answer) {
            Payload[] kept = {Payload.NONE};
            // No other answer is told to anybody.
            boolean good = status / 100 == 2;
            boolean all = whole && (!good || onDisk(() -> kept[0] = answer.commit()));
            ended.complete(new Ended(outcome, headers, kept[0], all, version));
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }
}
