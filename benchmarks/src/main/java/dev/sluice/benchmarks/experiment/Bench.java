package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.peer.Peers;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Result.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What every experiment works with.
 *
 * @param root the checkout
 * @param work a folder of this run alone
 * @param quick whether to take a first look instead of a measurement
 */
public record Bench(Path root, Path java, Path work, Peers peers, boolean quick) {

    /** One of two numbers: for a measurement, or for a first look. */
    public int of(int full, int first) {
        return quick ? first : full;
    }

    public Duration seconds(int full, int first) {
        return Duration.ofSeconds(of(full, first));
    }

    public int rounds() {
        return of(5, 2);
    }

    /** A gateway with an empty home. */
    public Gateway gateway(String home) throws IOException {
        return gateway(work.resolve(home), Map.of());
    }

    public Gateway gateway(Path home, Map<String, String> settings) throws IOException {
        return Gateway.start(java, root, home, settings);
    }

    public FunctionJars jars() throws IOException {
        return new FunctionJars(Files.createDirectories(work.resolve("code")), peers.functionInvoker());
    }

    public void say(String line) {
        System.out.println("    " + line);
    }

    static Figure figure(String what, String format, Object... values) {
        return new Figure(what, String.format(Locale.ROOT, format, values));
    }
}
