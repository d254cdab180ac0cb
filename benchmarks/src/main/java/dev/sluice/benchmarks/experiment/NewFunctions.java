package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.platform.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A gateway with functions that were never called. */
record NewFunctions(Gateway gateway, List<String> names) implements AutoCloseable {

    /** Functions whose instances end soon after a call, so that they do not pile up. */
    static NewFunctions prepare(Bench bench, String home, byte[] code, int count) throws IOException {
        return prepare(bench, home, code, count, Map.of("keepAlive", "1s"));
    }

    static NewFunctions prepare(Bench bench, String home, byte[] code, int count, Map<String, String> fields)
            throws IOException {
        return prepare(bench, home, code, count, Map.of(), fields);
    }

    /** {@code settings}: variables of the gateway. */
    static NewFunctions prepare(
            Bench bench, String home, byte[] code, int count, Map<String, String> settings, Map<String, String> fields)
            throws IOException {
        bench.say("preparing " + count + " functions");
        Path folder = bench.work().resolve(home);
        try (Gateway gateway = bench.gateway(folder, settings)) {
            gateway.deploy(Seed.NAME, code, fields);
        }
        List<String> names = Seed.multiply(folder, count);
        return new NewFunctions(bench.gateway(folder, settings), names);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
