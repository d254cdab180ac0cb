package dev.sluice.events.async;

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
import java.util.function.Function;

/** Functions that answer what a test says, and hold back what it does not say. */
final class ScriptedFunction implements Invoker {

    /** What was called, with the bodies as they came. */
    record Called(Invocation invocation, String body) {}

    /** What an attempt does. */
    sealed interface Reaction {

        record Answers(int status, Headers headers, String body) implements Reaction {}

        record Ends(Outcome outcome) implements Reaction {}

        /** Tells how far it has come, and goes on. */
        record Tells(String progress, Reaction then) implements Reaction {}

        /** Runs until then, or until it is cancelled. */
        record Waits(CompletableFuture<Reaction> until) implements Reaction {}

        /** Until it is cancelled. */
        record Hangs() implements Reaction {}
    }

    static Reaction answers(int status, String body) {
        return new Reaction.Answers(status, Headers.of("Content-Type", "text/plain"), body);
    }

    final List<Called> calls = new CopyOnWriteArrayList<>();
    volatile Function<Called, Reaction> script = called -> answers(200, "done: " + called.body());

    /** The bodies that reached one function, in order. */
    List<String> bodies(String function) {
        return calls.stream()
                .filter(called -> called.invocation().function().name().equals(function))
                .map(Called::body)
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
            react(script.apply(called));
        }

        private void react(Reaction reaction) {
            switch (reaction) {
                case Reaction.Answers(int status, Headers headers, String text) -> {
                    listener.head(status, headers);
                    listener.data(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    listener.end(Headers.EMPTY);
                    listener.finished(new Outcome.Succeeded(status), Timings.NONE);
                }
                case Reaction.Ends(Outcome outcome) -> listener.finished(outcome, Timings.NONE);
                case Reaction.Tells(String progress, Reaction then) -> {
                    listener.progress(ByteBuffer.wrap(progress.getBytes(StandardCharsets.UTF_8)));
                    react(then);
                }
                case Reaction.Waits(CompletableFuture<Reaction> until) -> {
                    hangs = true;
                    until.thenAccept(this::goOn);
                }
                case Reaction.Hangs() -> hangs = true;
            }
        }

        private synchronized void goOn(Reaction reaction) {
            if (hangs) {
                hangs = false;
                react(reaction);
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
