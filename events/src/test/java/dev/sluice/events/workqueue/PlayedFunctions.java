package dev.sluice.events.workqueue;

import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.events.script.ScriptedCall;
import dev.sluice.testkit.catalog.Functions;
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
            return field(ItemTurn.ITEM);
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
            String name = invocation().function().name();
            Function<Called, Reaction> script = functions.get(name);
            if (script == null) {
                listener().finished(new Outcome.NoSuchFunction(), Timings.NONE);
                return;
            }
            listener().started(Functions.version(name, 1), "one", Timings.NONE);
            switch (script.apply(called)) {
                case Reaction.Answers(int status, Headers fields, String text) -> answer(status, fields, text);
                case Reaction.Ends(Outcome outcome) -> listener().finished(outcome, Timings.NONE);
                case Reaction.Hangs() -> hang();
            }
        }
    }
}
