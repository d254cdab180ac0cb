package dev.sluice.core.pool;

import java.util.function.Consumer;

/** Ends the instances of one function, each once its last call is over. */
final class Terminations {

    private final Instances instances;
    private final Trials trials;

    Terminations(Instances instances, Trials trials) {
        this.instances = instances;
        this.trials = trials;
    }

    /** No new calls for {@code instance}, and its end when those under way are over. */
    void end(Instance instance, String why, Termination termination, Consumer<? super FunctionEffect> out) {
        PendingTrial trial = instance.trial();
        if (trial != null && trial.passed()) {
            trials.remove(trial);
        }
        boolean unfinished = instance.state() == Instance.State.SPECIALISING && termination == Termination.GENTLE;
        boolean told = instance.state() == Instance.State.READY
                && instance.inFlight() > 0
                && termination == Termination.GENTLE;
        instance.drain(why, unfinished ? Termination.KILLED : termination);
        if (told) {
            out.accept(new FunctionEffect.TellDraining(instance.id()));
        }
        whenDone(instance, out);
    }

    /** Every instance, except those that are on trial unless {@code trialsToo}. */
    void endAll(String why, boolean trialsToo, Consumer<? super FunctionEffect> out) {
        for (Instance instance : instances.all()) {
            boolean ends = instance.state() == Instance.State.SPECIALISING || instance.state() == Instance.State.READY;
            if (ends && (trialsToo || instance.trial() == null)) {
                end(instance, why, Termination.GENTLE, out);
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
                switch (instance.termination()) {
                    case GENTLE -> new FunctionEffect.Drain(instance.id());
                    case KILLED -> new FunctionEffect.Kill(instance.id());
                    case CRASHED -> new FunctionEffect.Reap(instance.id());
                });
        if (instance.termination() != Termination.CRASHED) {
            out.accept(new FunctionEffect.Tell(new PoolEvent.InstanceStopped(
                    instance.version().function(), instance.version().number(), instance.id(), instance.endedBy())));
        }
    }
}
