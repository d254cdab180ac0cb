package dev.sluice.testkit.storm;

import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who calls. As the door does, it takes nothing for handed on before {@link CallListener#settled}, and grants and writes
 * only for what was; so whoever forgets to say that makes the call stall.
 */
final class StormCaller implements CallListener {

    /** The header field in which an answer tells how long it is. */
    static final String LENGTH = "storm-length";

    private final StormCall plan;
    private final Lane lane;
    private final Random random;
    private final CompletableFuture<Call> call = new CompletableFuture<>();
    private final CompletableFuture<Outcome> finished = new CompletableFuture<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tellers = new AtomicInteger();
    private volatile boolean left;

    /** Written by whoever tells. */
    private int told;

    private Optional<Integer> expected = Optional.empty();
    private long received;
    private long unsettledData;
    private long unsettledCredit;
    private boolean ended;
    private long credited;

    /** What was granted, in the lane, and what was sent of it. */
    private final AtomicLong window = new AtomicLong(Body.MAX_COMPLETE);

    /** Of the lane. */
    private long credit;

    private int written;
    private boolean writeEnded;

    StormCaller(StormCall plan, Lane lane) {
        this.plan = plan;
        this.lane = lane;
        this.random = new Random(~plan.seed());
    }

    void begun(Call made) {
        call.complete(made);
        if (plan.cancelAt() == 0) {
            leave();
        }
    }

    Queue<String> faults() {
        return faults;
    }

    CompletableFuture<Outcome> finished() {
        return finished;
    }

    boolean left() {
        return left;
    }

    private void leave() {
        left = true;
        call.thenAccept(made -> lane.execute(made::cancel));
    }

    private void told(String what, Runnable task) {
        if (tellers.getAndIncrement() != 0) {
            faults.add(what + " was told while something else was");
        }
        if (finished.isDone()) {
            faults.add(what + " was told after the end");
        }
        if (++told == plan.cancelAt()) {
            leave();
        }
        task.run();
        tellers.decrementAndGet();
    }

    @Override
    public void credit(int bytes) {
        told("credit", () -> {
            unsettledCredit += bytes;
            credited += bytes;
            if (bytes <= 0 || !plan.streamed()) {
                faults.add("credit of " + bytes + " bytes was told");
            }
        });
    }

    @Override
    public void head(int status, Headers headers) {
        told("head", () -> {
            if (expected.isPresent()) {
                faults.add("head was told twice");
            }
            expected = Optional.of(Integer.parseInt(headers.first(LENGTH).orElse("0")));
        });
    }

    @Override
    public void data(ByteBuffer bytes) {
        told("data", () -> {
            if (expected.isEmpty() || ended) {
                faults.add("data was told before the head or after the end");
            }
            if (window.addAndGet(-bytes.remaining()) < 0) {
                faults.add("data was told beyond what was granted");
            }
            if (!Pattern.goesOnWith(received, bytes)) {
                faults.add("the answer is not what was sent, after " + received + " bytes");
            }
            received += bytes.remaining();
            unsettledData += bytes.remaining();
        });
    }

    @Override
    public void end(Headers trailers) {
        told("end", () -> {
            if (ended || expected.isEmpty() || expected.get() != received) {
                faults.add("the answer ended after " + received + " bytes of " + expected);
            }
            ended = true;
        });
    }

    @Override
    public void settled() {
        told("settled", () -> {
            int grant = (int) unsettledData;
            long mayWrite = unsettledCredit;
            unsettledData = 0;
            unsettledCredit = 0;
            call.thenAccept(made -> lane.later(random(plan.pause() + 1), () -> goOn(made, grant, mayWrite)));
        });
    }

    private synchronized int random(int bound) {
        return random.nextInt(bound);
    }

    private void goOn(Call made, int grant, long mayWrite) {
        credit += mayWrite;
        write(made);
        int rest = grant;
        while (rest > 0) {
            int piece = Math.min(rest, 1 + random(plan.grant()));
            rest -= piece;
            window.addAndGet(piece);
            made.grant(piece);
        }
    }

    private void write(Call made) {
        if (writeEnded || !plan.streamed() || credit == 0) {
            return;
        }
        int length = (int) Math.min(credit, plan.request() - written);
        credit -= length;
        made.write(ByteBuffer.wrap(Pattern.bytes(written, length)));
        written += length;
        if (written == plan.request()) {
            writeEnded = true;
            made.end(Headers.EMPTY);
        }
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        told("finished", () -> {
            if (outcome.isAnswer() != ended) {
                faults.add(outcome + " was told " + (ended ? "after" : "without") + " the end of an answer");
            }
        });
        finished.complete(outcome);
    }

    @Override
    public String toString() {
        return "caller told " + told + " times, received " + received + " of " + expected + ", window " + window
                + ", unsettled " + unsettledData + " and credit " + unsettledCredit + ", written " + written + " of "
                + credited + (left ? ", left" : "");
    }
}
