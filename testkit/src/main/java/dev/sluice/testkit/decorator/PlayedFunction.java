package dev.sluice.testkit.decorator;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A function that plays what a test says, behind the decorator under test. As the real one it tells everything on one
 * event loop, takes streamed bodies by credit, and never sends more than was granted; that callers keep the rules too is
 * checked, and told by {@link #faults}. Thread-safe.
 */
public final class PlayedFunction implements Invoker {

    /** What a call does when its request is complete. */
    public sealed interface Act {

        /** Answers so, and succeeds. */
        record Answers(Answer answer) implements Act {}

        /** Sends back what it got, with status 200. */
        record Echoes() implements Act {}

        /** Ends without an answer. */
        record Ends(Outcome outcome) implements Act {}

        /** Sends the answer but not its end, and then ends so. */
        record BreaksOff(Answer answer, Outcome outcome) implements Act {}

        /** Does nothing until it is cancelled, or until {@link PlayedCall#act} is called. */
        record Waits() implements Act {}
    }

    private final ExecutorService loop = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("played-function").factory());
    private final List<PlayedCall> calls = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile Function<PlayedCall, Act> acts = call -> new Act.Echoes();

    /** Answers every call with this text. */
    public PlayedFunction answering(int status, String text) {
        return playing(new Act.Answers(
                Answer.of(status, Headers.of("content-type", "text/plain"), text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Does the same with every call. */
    public PlayedFunction playing(Act act) {
        return playing(call -> act);
    }

    /** Decides for each call when its request is complete, on the event loop. */
    public PlayedFunction playing(Function<PlayedCall, Act> decide) {
        acts = decide;
        return this;
    }

    /** The calls that came, in order. */
    public List<PlayedCall> calls() {
        return List.copyOf(calls);
    }

    /** What callers did against the rules. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        PlayedCall call = new PlayedCall(this, invocation, listener);
        calls.add(call);
        onLoop(call::begin);
        return call;
    }

    void onLoop(Runnable task) {
        loop.execute(task);
    }

    void fault(String what) {
        faults.add(what);
    }

    Act decide(PlayedCall call) {
        return acts.apply(call);
    }
}
