package dev.sluice.core.pool;

import java.util.function.Consumer;

/** Ends the instances of one function, each once its last call is over. */
final class Endings {

    private final Roster roster;
    private final Trials trials;

    Endings(Roster roster, Trials trials) {
        this.roster = roster;
        this.trials = trials;
    }

    /** No new calls for {@code instance}, and its end when those under way are over. */
    void end(Instance instance, String why, Ending ending, Consumer<? super FunctionEffect> out) {
        PendingTrial trial = instance.trial();
        if (trial != null && trial.passed()) {
            trials.remove(trial);
        }
        boolean unfinished = instance.state() == Instance.State.SPECIALISING && ending == Ending.GENTLE;
        boolean told = instance.state() == Instance.State.READY && instance.inFlight() > 0 && ending == Ending.GENTLE;
        instance.drain(why, unfinished ? Ending.KILLED : ending);
        if (told) {
            out.accept(new FunctionEffect.TellDraining(instance.id()));
        }
        whenDone(instance, out);
    }

    /** Every instance, except those that are on trial unless {@code trialsToo}. */
    void endAll(String why, boolean trialsToo, Consumer<? super FunctionEffect> out) {
        for (Instance instance : roster.all()) {
            boolean ends = instance.state() == Instance.State.SPECIALISING || instance.state() == Instance.State.READY;
            if (ends && (trialsToo || instance.trial() == null)) {
                end(instance, why, Ending.GENTLE, out);
            }
        }
    }

    /** Stops an instance that drains and has no call any more. */
    void whenDone(Instance instance, Consumer<? super FunctionEffect> out) {
        if (instance.state() != Instance.State.DRAINING || instance.inFlight() > 0) {
            return;
        }
        instance.stop();
        out.accept(
                switch (instance.ending()) {
                    case GENTLE -> new FunctionEffect.Drain(instance.id());
                    case KILLED -> new FunctionEffect.Kill(instance.id());
                    case CRASHED -> new FunctionEffect.Reap(instance.id());
                });
        if (instance.ending() != Ending.CRASHED) {
            out.accept(new FunctionEffect.Tell(new PoolEvent.InstanceStopped(
                    instance.version().function(), instance.version().number(), instance.id(), instance.endedBy())));
        }
    }
}
