package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.decorator.LateCall;
import dev.sluice.core.decorator.SentAnswer;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.problem.Problem;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** A decorator out of a jar: nothing of it runs on a thread that others need. */
record JarDecorator(PlacedDecorator placed, JarThreads threads) implements Decorator {

    static final String OFF = "decorator_off";

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        return threads.off()
                .map(why -> refused(invocation, listener, why))
                .orElseGet(() -> elsewhere(invocation, listener, next));
    }

    @Override
    public void retire() {
        try {
            threads.execute(placed.decorator()::retire);
        } catch (RejectedExecutionException e) {
            // It is switched off, or so busy that it is told when what it keeps has no use any more: with the process.
            return;
        }
    }

    private Call refused(Invocation invocation, CallListener listener, String why) {
        DecoratorSite site = placed.site();
        Problem problem = site.problem(503, OFF, "A decorator is switched off", why);
        site.fire(invocation.id(), new What.Answered(503, OFF));
        return SentAnswer.send(
                Answer.of(problem.during(invocation.id())),
                listener,
                new Outcome.Intercepted(site.decorator(), 503, OFF));
    }

    private Call elsewhere(Invocation invocation, CallListener listener, Invoker next) {
        LateCall call = new LateCall();
        Invoker guarded = DecoratorChain.compile(List.of(placed), onward(listener, next));
        try {
            threads.execute(() -> call.become(guarded.invoke(invocation, listener)));
        } catch (RejectedExecutionException e) {
            DecoratorSite site = placed.site();
            IllegalStateException full =
                    new IllegalStateException("all of its " + JarThreads.MOST + " threads are in use");
            site.fire(invocation.id(), new What.Failed(String.valueOf(full)));
            listener.finished(site.failure(full), Timings.NONE);
            return EndedCall.INSTANCE;
        }
        return call;
    }

    /** What comes back goes to a listener of the jar on its threads, and past it directly. */
    private Invoker onward(CallListener listener, Invoker next) {
        return (passed, told) -> next.invoke(passed, told == listener ? told : new JarListener(told, threads));
    }
}
