package dev.sluice.runner.support;

import dev.sluice.runner.loading.FunctionLoader;
import dev.sluice.runner.session.Host;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A process that writes down what is asked of it. */
public final class RecordingHost implements Host {

    private final CountDownLatch drained = new CountDownLatch(1);
    private final CountDownLatch outOfMemory = new CountDownLatch(1);
    private volatile Map<String, String> environment = Map.of();

    @Override
    public void adopt(Map<String, String> variables) {
        environment = variables;
    }

    @Override
    public void run(FunctionLoader application) {}

    @Override
    public void callsBegan(IntSupplier underWay) {}

    @Override
    public void rest() {}

    @Override
    public void drained() {
        drained.countDown();
    }

    @Override
    public void outOfMemory() {
        outOfMemory.countDown();
    }

    public Map<String, String> environment() {
        return environment;
    }

    public boolean isDrained() {
        return drained.getCount() == 0;
    }

    public void awaitDrained() {
        await(drained);
    }

    public void awaitOutOfMemory() {
        await(outOfMemory);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("it was never asked");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
