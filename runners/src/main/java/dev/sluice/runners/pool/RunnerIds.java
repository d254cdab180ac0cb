package dev.sluice.runners.pool;

import dev.sluice.core.runner.RunnerId;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Ids that no earlier gateway has given out, as far as chance goes: four random digits and a count. */
final class RunnerIds implements Supplier<RunnerId> {

    private final String life;
    private long count;

    RunnerIds(RandomGenerator random) {
        life = HexFormat.of().toHexDigits((short) random.nextInt());
    }

    @Override
    public RunnerId get() {
        return new RunnerId("r" + life + "-" + ++count);
    }
}
