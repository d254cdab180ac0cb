package dev.sluice.events.workqueue;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.testkit.catalog.Functions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Functions that a test writes, each call on a thread of its own. */
final class PlayedFunctions implements Invoker {

    /** What was called, with the whole body. */
    record Called(Invocation invocation, String body) {

        String field(String name) {
            return invocation.head().headers().first(name).orElse("");
        }

        String item() {
            return field(ItemCalls.ITEM);
        }
    }

    /** What a function does with a call. */
    sealed interface Reaction {

        record Answers(int status, Headers fields, String body) implements Reaction {}

        record Ends(Outcome outcome) implements Reaction {}

        /** Until it is cancelled. */
        record Hangs() implements Reaction {}
    }

    static Reaction answers(String body) {
        return new Reaction.Answers(200, Headers.of("Content-Type", "text/plain"), body);
    }

    static Reaction status(int status) {
        return new Reaction.Answers(status, Headers.EMPTY, "");
    }

    final List<Called> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Called, Reaction>> functions = new ConcurrentHashMap<>();

    void play(String function, Function<Called, Reaction> script) {
        functions.put(function, script);
    }

    /** The items that a function was called with, in order. */
    List<String> items(String function) {
        return calls.stream()
                .filter(called -> called.invocation().function().name().equals(function))
                .map(Called::item)
                .toList();
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        Running running = new Running(invocation, listener);
        if (invocation.body() instanceof Body.Complete(ByteBuffer bytes)) {
            running.write(bytes);
            running.end(Headers.EMPTY);
        } else {
            Thread.ofVirtual().start(() -> listener.credit(Integer.MAX_VALUE));
        }
        return running;
    }

    private final class Running implements Call {
        private final Invocation invocation;
        private final CallListener listener;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean hangs;

        Running(Invocation invocation, CallListener listener) {
            this.invocation = invocation;
            this.listener = listener;
        }

        @Override
        public void write(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            body.writeBytes(copy);
        }

        @Override
        public void end(Headers trailers) {
            Thread.ofVirtual().start(this::react);
        }

        private synchronized void react() {
            Called called = new Called(invocation, body.toString(StandardCharsets.UTF_8));
            calls.add(called);
            Function<Called, Reaction> script =
                    functions.get(invocation.function().name());
            if (script == null) {
                listener.finished(new Outcome.NoSuchFunction(), Timings.NONE);
                return;
            }
            FunctionVersion version = Functions.version(invocation.function().name(), 1);
            listener.started(version, "one", Timings.NONE);
            switch (script.apply(called)) {
                case Reaction.Answers(int status, Headers fields, String text) -> {
                    listener.head(status, fields);
                    listener.data(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    listener.end(Headers.EMPTY);
                    listener.finished(new Outcome.Succeeded(status), Timings.NONE);
                }
                case Reaction.Ends(Outcome outcome) -> listener.finished(outcome, Timings.NONE);
                case Reaction.Hangs() -> hangs = true;
            }
        }

        @Override
        public void grant(int bytes) {}

        @Override
        public synchronized void cancel() {
            if (hangs) {
                hangs = false;
                listener.finished(new Outcome.Cancelled(), Timings.NONE);
            }
        }
    }
}
