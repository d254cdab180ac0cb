package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.RouteTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/** The gateway's table of routes on its own, in this process: what one look-up takes, in nanoseconds. */
final class RouteLookup {

    private static final int BATCH = 1_000;
    private static final int BATCHES = 300;

    private final RouteTable table = new RouteTable();
    private final int functions;
    private int found;

    RouteLookup(int functions) {
        this.functions = functions;
        FunctionSpec spec = new FunctionSpec(
                new RuntimeName("java25"),
                "a.Handler",
                FunctionSpec.DEFAULT_MEMORY,
                FunctionSpec.DEFAULT_TIMEOUT,
                Scaling.DEFAULT,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC);
        Digest artifact = new Digest("0".repeat(64));
        for (int i = 0; i < functions; i++) {
            FunctionVersion version = new FunctionVersion(new FunctionName(name(i)), 1, artifact, spec, Instant.EPOCH);
            table.put(Route.through(new Decoration.Ready(List.of()), version, (_, _) -> EndedCall.INSTANCE));
        }
    }

    /** One name called again and again, as a busy function is. */
    Samples hot() {
        return lookups(() -> functions / 2);
    }

    /** All names called evenly, so that the table does not stay in the processor's caches. */
    Samples even() {
        SplittableRandom random = new SplittableRandom(7);
        return lookups(() -> random.nextInt(functions));
    }

    /** Each sample is the mean of a batch; names are new strings, as they are when they come in a request. */
    private Samples lookups(IntSupplier which) {
        String[] names = new String[BATCH];
        double[] nanos = new double[BATCHES];
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int i = 0; i < BATCH; i++) {
                names[i] = name(which.getAsInt());
            }
            long begin = System.nanoTime();
            for (String name : names) {
                found += table.find(name).isPresent() ? 1 : 0;
            }
            nanos[batch] = (System.nanoTime() - begin) / (double) BATCH;
        }
        if (found % BATCH != 0) {
            throw new IllegalStateException("a route was not found");
        }
        return Samples.of(nanos);
    }

    /** Of one length, whatever the number: a name is hashed at every look-up. */
    private static String name(int number) {
        return "function-" + (100_000 + number);
    }
}
