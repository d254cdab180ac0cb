package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.testkit.runner.RunnerPlace;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A gateway's part that owns runners, for a test to kill: folder, provider and runtimes are its arguments. */
public final class ProviderOwner {

    private ProviderOwner() {}

    /** Starts a runner of each runtime, with a sidecar, and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
        RunnerPlace place = new RunnerPlace(Path.of(arguments[0]));
        RunnerProvider provider =
                Providers.named(arguments[1], SandboxProviderTest.SETTINGS, (runner, line) -> System.err.println(line));
        for (int i = 2; i < arguments.length; i++) {
            RunnerOrder order = place.order(Path.of(arguments[i]));
            provider.start(order);
            provider.startBeside(place.sidecar(order, "beside", "exec sleep 1000"));
        }
        System.out.println("started");
        new CountDownLatch(1).await();
    }
}
