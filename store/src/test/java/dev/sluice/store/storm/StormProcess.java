package dev.sluice.store.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One {@link LockProcess}, and the lines that it says. */
final class StormProcess {

    private final Process process;
    private final boolean ownClock;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Thread reader;

    /**
     * A time of day of its own, which is put while the process runs; its monotonic clock is the machine's.
     *
     * @param library that of libfaketime
     * @param file how far it is off, as {@code +3600s}
     */
    record Clock(Path library, Path file) {}

    private StormProcess(Process process, boolean ownClock) {
        this.process = process;
        this.ownClock = ownClock;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    static StormProcess start(List<String> arguments, Optional<Clock> clock) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LockProcess.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        clock.ifPresent(own -> {
            builder.environment().put("LD_PRELOAD", own.library().toString());
            builder.environment().put("FAKETIME_TIMESTAMP_FILE", own.file().toString());
            builder.environment().put("FAKETIME_NO_CACHE", "1");
            builder.environment().put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            // Or waits with a time would end at once, and be begun anew.
            builder.environment().put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        });
        return new StormProcess(builder.start(), clock.isPresent());
    }

    boolean hasOwnClock() {
        return ownClock;
    }

    /** Waits until one of its clients was granted something, from now on. */
    void awaitGrant() {
        long before = grants();
        await().atMost(Duration.ofSeconds(30)).until(() -> grants() > before);
    }

    /** Whether one of its clients was told that it does not hold any more what it held. */
    boolean hasLost() {
        return lines.stream().anyMatch(line -> line.endsWith(" -1 ."));
    }

    private long grants() {
        return lines.stream().filter(line -> line.startsWith(LockProcess.CLOCK)).count();
    }

    void signal(String name) throws IOException, InterruptedException {
        int done = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(done).as("kill -" + name).isZero();
    }

    /** Kills it; answers what it said, without the line that was cut short. */
    List<String> kill() throws InterruptedException {
        // By its handle, because a killed Process closes the pipe with what was said last.
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        return lines.stream().filter(line -> line.endsWith(".")).toList();
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
