package dev.sluice.runners.sidecar;

import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import java.time.Duration;
import java.util.Optional;

/** Runs a program beside an instance; its exit code 0 is good. For one thread at a time. */
final class ScriptProbe implements Probe {

    /** How long the program may run before it is killed. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A look is a process of its own. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final RunnerProvider provider;
    private final SidecarOrder order;
    private final String shown;
    private String how = "";

    /** @param shown the program, as it was written */
    ScriptProbe(RunnerProvider provider, SidecarOrder order, String shown) {
        this.provider = provider;
        this.order = order;
        this.shown = shown;
    }

    @Override
    public boolean isGood() {
        try {
            RunnerProcess process = provider.startBeside(order);
            Optional<RunnerExit> exit =
                    RunningSidecar.within(process.exited().toCompletableFuture(), PATIENCE.toMillis());
            if (exit.isEmpty()) {
                process.kill();
            }
            how = exit.map(RunningSidecar::described).orElse("it was killed after " + PATIENCE.toSeconds() + " s");
            return exit.filter(end -> end.code() == 0).isPresent();
        } catch (RunnerStartException e) {
            how = String.valueOf(e.getMessage());
            return false;
        } catch (RuntimeException e) {
            how = "the provider failed: " + e;
            return false;
        }
    }

    @Override
    public long longestPauseMillis() {
        return LONGEST_PAUSE.toMillis();
    }

    @Override
    public String wanted() {
        return "have " + shown + " end with exit code 0" + (how.isEmpty() ? "" : " (" + how + ")");
    }
}
