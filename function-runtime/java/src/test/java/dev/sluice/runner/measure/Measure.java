package dev.sluice.runner.measure;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.support.RunnerScript;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Starts runners one after the other and prints, as minimum, median and maximum: start to hello, CPU time until then,
 * PSS of the generic runner, time to specialise, first call, both together, second call, PSS after 100 calls.
 *
 * <p>Arguments: runtime folder, cache folder or "", jar, handler, body, rounds.
 */
public final class Measure {

    private record Sample(
            double hello,
            double cpu,
            double generic,
            double specialise,
            double first,
            double both,
            double bothCpu,
            double second,
            double after) {}

    private Measure() {}

    public static void main(String[] arguments) throws IOException {
        Path runtime = Path.of(arguments[0]).toAbsolutePath();
        Path folder = Files.createTempDirectory("measure");
        int rounds = Integer.parseInt(arguments[5]);
        Sample[] samples = IntStream.range(0, rounds)
                .mapToObj(i -> sample(runtime, folder, arguments[1], arguments[2], arguments[3], arguments[4]))
                .toArray(Sample[]::new);
        print("start to hello, ms", samples, Sample::hello);
        print("CPU until hello, ms", samples, Sample::cpu);
        print("generic, PSS MiB", samples, Sample::generic);
        print("specialise, ms", samples, Sample::specialise);
        print("first call, ms", samples, Sample::first);
        print("specialise + first call, ms", samples, Sample::both);
        print("the same, CPU ms", samples, Sample::bothCpu);
        print("second call, ms", samples, Sample::second);
        print("after 100 calls, PSS MiB", samples, Sample::after);
    }

    private static void print(String what, Sample[] samples, ToDoubleFunction<Sample> value) {
        double[] sorted = Arrays.stream(samples).mapToDouble(value).sorted().toArray();
        System.out.printf(
                "%-30s %8.1f %8.1f %8.1f%n", what, sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    private static Sample sample(Path runtime, Path folder, String cache, String jar, String handler, String body) {
        long begin = System.nanoTime();
        try (RunnerScript runner = RunnerScript.start(runtime, folder, 128, cache)) {
            double hello = millis(begin);
            long pid = runner.process().pid();
            double cpu = runner.process()
                    .toHandle()
                    .info()
                    .totalCpuDuration()
                    .orElse(Duration.ZERO)
                    .toMillis();
            pause();
            double generic = pss(pid);
            double cpuBefore = cpuMillis(pid);
            long start = System.nanoTime();
            runner.link()
                    .send(new Frame.Specialise(
                            "measure",
                            1,
                            handler,
                            Frame.Artifact.of(Path.of(jar)),
                            Map.of("A", "b"),
                            10_000,
                            100,
                            Map.of()));
            Frame answer = runner.link().next();
            if (!(answer instanceof Frame.Specialised)) {
                throw new IllegalStateException(answer.toString());
            }
            double specialise = millis(start);
            long call = System.nanoTime();
            call(runner, 1, body);
            double first = millis(call);
            double both = millis(start);
            double bothCpu = cpuMillis(pid) - cpuBefore;
            call = System.nanoTime();
            call(runner, 2, body);
            double second = millis(call);
            for (int stream = 3; stream <= 100; stream++) {
                call(runner, stream, body);
            }
            pause();
            return new Sample(hello, cpu, generic, specialise, first, both, bothCpu, second, pss(pid));
        }
    }

    private static void call(RunnerScript runner, int stream, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RequestHead head = new RequestHead("POST", "/", "", Headers.of("content-type", "application/json"));
        runner.link()
                .send(
                        new Frame.Invoke(stream, "01MEASURE00000000000000000", 10_000, head, false),
                        new Frame.Data(stream, ByteBuffer.wrap(bytes), true));
        boolean end = false;
        while (!end) {
            end = switch (runner.link().next()) {
                case Frame.Result result -> result.end();
                case Frame.Data data -> data.end();
                case Frame.Error error -> throw new IllegalStateException(error.toString());
                default -> false;
            };
        }
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    /** So that what was under way has settled. */
    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** CPU time of all threads, the compilers' included, to the microsecond. */
    private static double cpuMillis(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.mapToLong(Measure::cpuNanos).sum() / 1e6;
        } catch (IOException e) {
            return 0;
        }
    }

    private static long cpuNanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
        } catch (IOException e) {
            return 0;
        }
    }

    private static double pss(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                            .filter(line -> line.startsWith("Pss:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                            .sum()
                    / 1024.0;
        } catch (IOException e) {
            return 0;
        }
    }
}
