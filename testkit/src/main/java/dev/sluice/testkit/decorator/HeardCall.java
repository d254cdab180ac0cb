package dev.sluice.testkit.decorator;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A caller in front of the decorator under test. It writes a streamed body as credit comes, grants what it reads unless
 * told otherwise, and notes everything that is told against the rules in {@link #faults}. Thread-safe.
 */
public final class HeardCall implements CallListener {

    /** How long a test waits for what should come at once. */
    private static final long PATIENCE_SECONDS = 20;

    private final CompletableFuture<Call> call = new CompletableFuture<>();
    private final CompletableFuture<Integer> begun = new CompletableFuture<>();
    private final CompletableFuture<Outcome> finished = new CompletableFuture<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<FunctionVersion> started = new CopyOnWriteArrayList<>();
    private final List<Headers> hints = new CopyOnWriteArrayList<>();
    private final AtomicInteger tellers = new AtomicInteger();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final boolean grants;
    private ByteBuffer toWrite;
    private boolean writeEnded;
    private long credited;
    private long window = Body.MAX_COMPLETE;
    private Headers headers = Headers.EMPTY;
    private Headers trailers = Headers.EMPTY;
    private Headers problemFields = Headers.EMPTY;
    private boolean ended;

    private HeardCall(byte[] streamed, boolean grants) {
        this.toWrite = ByteBuffer.wrap(streamed);
        this.grants = grants;
    }

    /** Calls, and reads as fast as it comes. */
    public static HeardCall of(Invoker invoker, Invocation invocation) {
        return of(invoker, invocation, new byte[0], true);
    }

    /** Calls with a streamed body: {@code invocation} has {@link Body.Streamed}. */
    public static HeardCall streaming(Invoker invoker, Invocation invocation, byte[] body) {
        return of(invoker, invocation, body, true);
    }

    /** Calls, and reads only what {@link #grant} lets come. */
    public static HeardCall slowly(Invoker invoker, Invocation invocation) {
        return of(invoker, invocation, new byte[0], false);
    }

    /** Calls with a streamed body of which nothing ever comes, not even its end. */
    public static HeardCall withholding(Invoker invoker, Invocation invocation) {
        HeardCall heard = new HeardCall(new byte[0], true);
        heard.writeEnded = true;
        return called(heard, invoker, invocation);
    }

    private static HeardCall of(Invoker invoker, Invocation invocation, byte[] body, boolean grants) {
        return called(new HeardCall(body, grants), invoker, invocation);
    }

    private static HeardCall called(HeardCall heard, Invoker invoker, Invocation invocation) {
        heard.call.complete(invoker.invoke(invocation, heard));
        return heard;
    }

    /** Waits for the status of the answer. */
    public int status() {
        return await(begun);
    }

    /** Waits for the end. */
    public Outcome outcome() {
        return await(finished);
    }

    public boolean isOver() {
        return finished.isDone();
    }

    public void cancel() {
        await(call).cancel();
    }

    public void grant(int bytes) {
        synchronized (this) {
            window += bytes;
        }
        await(call).grant(bytes);
    }

    /** What is to be added to the problem that a call without an answer becomes; after the end. */
    public synchronized Headers problemFields() {
        return problemFields;
    }

    /** What was told against the rules. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    public List<FunctionVersion> starts() {
        return List.copyOf(started);
    }

    /** What was told before the answer began. */
    public List<Headers> hints() {
        return List.copyOf(hints);
    }

    public synchronized Headers headers() {
        return headers;
    }

    public synchronized Headers trailers() {
        return trailers;
    }

    public synchronized byte[] body() {
        return body.toByteArray();
    }

    public String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    private <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s; faults: " + faults, e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private void told(String what, Runnable task) {
        if (tellers.getAndIncrement() != 0) {
            faults.add(what + " was told while something else was");
        }
        if (finished.isDone()) {
            faults.add(what + " was told after the end");
        }
        synchronized (this) {
            task.run();
        }
        tellers.decrementAndGet();
    }

    @Override
    public String parentSpan() {
        return "00f067aa0ba902b7";
    }

    @Override
    public void started(FunctionVersion version, String instance, Timings waited) {
        told("started", () -> started.add(version));
    }

    @Override
    public void credit(int bytes) {
        told("credit", () -> credited += bytes);
        call.thenAcceptAsync(this::write);
    }

    private void write(Call to) {
        ByteBuffer piece;
        boolean last;
        synchronized (this) {
            if (writeEnded) {
                return;
            }
            int length = (int) Math.min(credited, toWrite.remaining());
            credited -= length;
            piece = toWrite.slice(toWrite.position(), length);
            toWrite.position(toWrite.position() + length);
            last = !toWrite.hasRemaining();
            writeEnded = last;
            to.write(piece);
            if (last) {
                to.end(Headers.EMPTY);
            }
        }
    }

    @Override
    public void earlyHints(Headers fields) {
        told("earlyHints", () -> {
            if (begun.isDone()) {
                faults.add("hints were told after the head");
            }
            hints.add(fields);
        });
    }

    @Override
    public void head(int status, Headers told) {
        told("head", () -> {
            if (begun.isDone()) {
                faults.add("head was told twice");
            }
            headers = told;
        });
        begun.complete(status);
    }

    @Override
    public void data(ByteBuffer bytes) {
        int length = bytes.remaining();
        told("data", () -> {
            if (!begun.isDone() || ended) {
                faults.add("data was told " + (ended ? "after the end of the answer" : "before the head"));
            }
            window -= length;
            if (window < 0) {
                faults.add("data was told, " + -window + " bytes more than was granted");
            }
            byte[] copy = new byte[length];
            bytes.get(bytes.position(), copy);
            body.writeBytes(copy);
        });
        if (grants && length > 0) {
            call.thenAcceptAsync(to -> {
                synchronized (this) {
                    window += length;
                    to.grant(length);
                }
            });
        }
    }

    @Override
    public void end(Headers told) {
        told("end", () -> {
            if (!begun.isDone() || ended) {
                faults.add("end was told " + (ended ? "twice" : "before the head"));
            }
            ended = true;
            trailers = told;
        });
    }

    @Override
    public void settled() {
        told("settled", () -> {});
    }

    @Override
    public void unanswered(Headers fields) {
        synchronized (this) {
            fields.forEach((name, value) -> problemFields = problemFields.plus(name, value));
        }
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        told("finished", () -> {
            boolean answered = outcome instanceof Outcome.Succeeded || outcome instanceof Outcome.Intercepted;
            if (answered != ended) {
                faults.add(outcome + " was told " + (ended ? "after" : "without") + " the end of an answer");
            }
        });
        finished.complete(outcome);
    }
}
