package dev.sluice.events.trigger;

import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.event.BatchAnswer;
import dev.sluice.core.event.EventOutcome;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One call of a function with an event or a batch of them: hears how it ends, and what the function says of each event. */
final class EventCall implements CallListener {

    /** How much of an answer is read: 1 MiB; of one that is longer, nothing is heard. */
    private static final int MOST = 1 << 20;

    private final int events;
    private final LateCall call = new LateCall();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private Optional<Duration> retryAfter = Optional.empty();
    private boolean listens;

    /**
     * How a call ended.
     *
     * @param retryAfter what the answer asked for
     * @param answer what the function said to a batch; empty to one event
     */
    record End(Outcome outcome, Optional<Duration> retryAfter, byte[] answer) {

        /** What the function says of each event; empty if it said nothing of them. */
        Optional<List<EventOutcome>> each(int events) throws MalformedEventException {
            if (!new String(answer, StandardCharsets.UTF_8).contains("\"results\"")) {
                return Optional.empty();
            }
            return Optional.of(BatchAnswer.read(answer, events));
        }
    }

    private EventCall(int events) {
        this.events = events;
    }

    /** {@code events}: of the batch; 0 if it is none. */
    static CompletionStage<End> make(Invoker invoker, Invocation invocation, int events) {
        EventCall listener = new EventCall(events);
        listener.call.become(invoker.invoke(invocation, listener));
        return listener.end;
    }

    @Override
    public void credit(int bytes) {}

    @Override
    public void head(int status, Headers headers) {
        retryAfter = headers.first("Retry-After").flatMap(EventCall::seconds);
        listens = events > 0 && status / 100 == 2;
    }

    private static Optional<Duration> seconds(String text) {
        return text.strip().matches("\\d{1,8}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())))
                : Optional.empty();
    }

    @Override
    public void data(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (listens && answer.size() + length <= MOST) {
            byte[] copy = new byte[length];
            bytes.get(copy);
            answer.write(copy, 0, length);
        } else {
            listens = false;
            answer.reset();
        }
        call.grant(length);
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void finished(Outcome outcome, Timings timings) {
        end.complete(new End(outcome, retryAfter, answer.toByteArray()));
    }
}
