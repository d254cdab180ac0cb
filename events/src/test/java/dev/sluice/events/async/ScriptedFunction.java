package dev.sluice.events.async;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.events.script.ScriptedCall;
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
        return new Running(invocation, listener).begin();
    }

    private final class Running extends ScriptedCall {

        Running(Invocation invocation, CallListener listener) {
            super(invocation, listener);
        }

        @Override
        protected void react(String body) {
            Called called = new Called(invocation(), body);
            calls.add(called);
            react(script.apply(called));
        }

        private void react(Reaction reaction) {
            switch (reaction) {
                case Reaction.Answers(int status, Headers headers, String text) -> answer(status, headers, text);
                case Reaction.Ends(Outcome outcome) -> listener().finished(outcome, Timings.NONE);
                case Reaction.Tells(String progress, Reaction then) -> {
                    listener().progress(ByteBuffer.wrap(progress.getBytes(StandardCharsets.UTF_8)));
                    react(then);
                }
                case Reaction.Waits(CompletableFuture<Reaction> until) -> {
                    hang();
                    until.thenAccept(this::goOn);
                }
                case Reaction.Hangs() -> hang();
            }
        }

        private synchronized void goOn(Reaction reaction) {
            if (goOn()) {
                react(reaction);
            }
        }
    }
}
