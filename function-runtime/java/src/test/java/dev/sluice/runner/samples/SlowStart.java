package dev.sluice.runner.samples;

import java.util.function.Supplier;

/** Its initialiser waits at the gate "slow-start". */
public class SlowStart implements Supplier<String> {

    static {
        Methods.gate("slow-start").acquireUninterruptibly();
    }

    @Override
    public String get() {
        return "up";
    }
}
