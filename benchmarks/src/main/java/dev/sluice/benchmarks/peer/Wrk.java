package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk: a closed loop of 64 connections, from one thread. */
public final class Wrk {

    private static final int CONNECTIONS = 64;
    private static final Pattern RESULT =
            Pattern.compile("RESULT requests=(\\d+) micros=(\\d+) errors=(\\d+) p50=([\\d.]+) p99=([\\d.]+)");
    private static final String REPORTING = """
        function done(summary, latency, requests)
          local e = summary.errors
          io.write(string.format("RESULT requests=%d micros=%d errors=%d p50=%.1f p99=%.1f\\n", summary.requests,
            summary.duration, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
        end
        """;

    private final Path program;
    private final Path work;

    public Wrk(Peers peers, Path work) {
        program = peers.wrk();
        this.work = work;
    }

    /** What a run came to; {@code micros}: how long it took. */
    public record Run(long requests, double seconds, double p50Micros, double p99Micros) {

        public double perSecond() {
            return requests / seconds;
        }
    }

    /** Posts 128 bytes. */
    public Run run(int port, String path, Duration length) throws IOException, InterruptedException {
        return run(port, Ask.post(path, "application/octet-stream", "x".repeat(128)), length);
    }

    public Run run(int port, Ask ask, Duration length) throws IOException, InterruptedException {
        Path script = Files.writeString(work.resolve("wrk.lua"), ask.lua() + REPORTING);
        String output = Program.output(
                program.toString(),
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + length.toSeconds() + "s",
                "-s" + script,
                "http://127.0.0.1:" + port + "/");
        Matcher result = RESULT.matcher(output);
        if (!result.find()) {
            throw new IOException("wrk printed no result: " + output);
        }
        double[] numbers = Arrays.stream(new int[] {1, 2, 3, 4, 5})
                .mapToDouble(group -> Double.parseDouble(result.group(group)))
                .toArray();
        if (numbers[2] > 0) {
            throw new IOException("port " + port + " answered " + (long) numbers[2] + " of " + (long) numbers[0]
                    + " requests with an error");
        }
        return new Run((long) numbers[0], numbers[1] / 1e6, numbers[3], numbers[4]);
    }
}
