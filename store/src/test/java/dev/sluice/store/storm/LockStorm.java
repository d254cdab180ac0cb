package dev.sluice.store.storm;

import dev.sluice.testkit.ownership.LockHistory;
import dev.sluice.testkit.state.Step;
import dev.sluice.testkit.state.Step.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Three gateways, each a process, on one store. Again and again one is killed and another started in its place, one is stopped for longer than
 * the leases of its clients, the clock of one is put by an hour, and the store crashes, in an order that follows from a seed.
 */
public final class LockStorm implements AutoCloseable {

    /** How long a storm is: some seconds, or more with {@code -Dsluice.storm.seconds}. */
    public static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("sluice.storm.seconds", 3));

    public static final String NO_CLOCKS = "libfaketime is not installed: on Debian, apt-get install libfaketime";

    private static final Duration STOP = LockProcess.LEASE.plusMillis(600);
    private static final int PROCESSES = 3;

    private final String store;
    private final Fault crash;
    private final Path clock;
    private final Random random;
    private final List<StormProcess> processes = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<String> said = new ArrayList<>();
    private int started;

    /** What befalls a store. */
    @FunctionalInterface
    public interface Fault {
        void strike() throws IOException, InterruptedException;
    }

    /**
     * @param store a folder, or the address of an etcd
     * @param crash has it crash and started again
     * @param clock a file that does not exist yet
     */
    public LockStorm(String store, Fault crash, Path clock, Random random) {
        this.store = store;
        this.crash = crash;
        this.clock = clock;
        this.random = random;
    }

    /** The library that gives one process another time of day, if it is here. */
    public static Optional<Path> clocks() {
        return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
                .map(machine -> Path.of("/usr/lib", machine, "faketime", "libfaketime.so.1"))
                .filter(Files::exists)
                .findFirst();
    }

    /** Returns when it is over, somebody has lost something, for a minute more at most, and all processes are ended. */
    public void run(Duration length) throws IOException, InterruptedException {
        Files.writeString(clock, "+0s\n");
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(start());
        }
        processes.forEach(StormProcess::awaitGrant);
        List<Fault> faults = new ArrayList<>(List.of(this::kill, this::stop, this::jump, crash));
        long end = System.nanoTime() + length.toNanos();
        long latest = end + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() < end || (!isAnythingLost() && System.nanoTime() < latest)) {
            Collections.shuffle(faults, random);
            for (Fault fault : faults) {
                pass(Duration.ofMillis(random.nextInt(400)));
                fault.strike();
            }
            pass(LockProcess.LEASE);
        }
        close();
    }

    /** What was seen, with the ends of leases that nobody tells. */
    public List<Step> steps() {
        return LockHistory.complete(told(), LockProcess.LEASE);
    }

    public long grants() {
        return told().stream().filter(LockStorm::isGrant).count();
    }

    /** Holds whose holders were told that they had lost them. */
    public long losses() {
        return told().stream()
                .filter(step -> step.act() instanceof Act.Wrote(var _, var _, Optional<?> made) && made.isEmpty())
                .count();
    }

    /** Whether a process has seen the time of day go forward or back by most of an hour. */
    public boolean clockWasPut() {
        List<Long> clocks = said.stream()
                .filter(line -> line.startsWith(LockProcess.CLOCK))
                .map(line -> Long.parseLong(line.substring(LockProcess.CLOCK.length(), line.length() - 1)))
                .toList();
        long span = Collections.max(clocks) - Collections.min(clocks);
        return span > Duration.ofMinutes(50).toMillis();
    }

    private boolean isAnythingLost() {
        return processes.stream().anyMatch(StormProcess::hasLost);
    }

    private List<Step> told() {
        return said.stream()
                .filter(line -> !line.startsWith(LockProcess.CLOCK))
                .map(StepLine::read)
                .toList();
    }

    private static boolean isGrant(Step step) {
        return step.act() instanceof Act.Wrote(var _, String value, var _) && !value.isEmpty();
    }

    /** The first one, and who takes its place, has the clock that is put. */
    private StormProcess start() throws IOException {
        boolean own = processes.isEmpty() || processes.stream().noneMatch(StormProcess::hasOwnClock);
        return StormProcess.start(
                List.of(store, "p" + ++started, Long.toString(random.nextLong())),
                own ? clocks().map(library -> new StormProcess.Clock(library, clock)) : Optional.empty());
    }

    private void kill() throws IOException, InterruptedException {
        StormProcess dead = processes.remove(random.nextInt(processes.size()));
        said.addAll(dead.kill());
        processes.add(start());
    }

    private void stop() throws IOException, InterruptedException {
        StormProcess stalled = processes.get(random.nextInt(processes.size()));
        stalled.signal("STOP");
        pass(STOP);
        stalled.signal("CONT");
    }

    private void jump() throws IOException {
        Files.writeString(clock, random.nextBoolean() ? "+3600s\n" : "-3600s\n");
        processes.stream().filter(StormProcess::hasOwnClock).forEach(StormProcess::awaitGrant);
    }

    private void pass(Duration time) throws InterruptedException {
        boolean _ = never.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (StormProcess process : processes) {
            said.addAll(process.kill());
        }
        processes.clear();
    }
}
