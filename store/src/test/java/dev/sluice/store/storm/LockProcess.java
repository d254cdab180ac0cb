package dev.sluice.store.storm;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.state.KeyedState;
import dev.sluice.store.etcd.EtcdKeyedState;
import dev.sluice.store.state.DirectoryKeyedState;
import dev.sluice.testkit.ownership.LockClient;
import dev.sluice.testkit.state.Step;
import dev.sluice.testkit.state.Step.Act;
import dev.sluice.testkit.time.SystemTimers;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/**
 * A gateway in a process of its own, with some clients that want its locks. It says each step, and with each grant what time of day it takes it
 * for, until it is killed.
 */
final class LockProcess {

    static final Duration LEASE = Owners.Wanted.SHORTEST_LEASE;

    /** What the line with the time of day begins with. */
    static final String CLOCK = "clock ";

    private static final int LOCKS = 3;
    private static final int CLIENTS = 2;

    private LockProcess() {}

    /** A store, as a folder or the address of an etcd; the name of the process, which no other has; and a seed. */
    public static void main(String[] arguments) throws InterruptedException {
        SystemTimers time = new SystemTimers();
        Loop loop = new Loop(time, Executors.newVirtualThreadPerTaskExecutor());
        Owners owners = new Owners(loop, store(arguments[0]), arguments[1]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long seed = Long.parseLong(arguments[2]);
        for (int i = 0; i < LOCKS * CLIENTS; i++) {
            OwnedName lock = new OwnedName(OwnedName.Sort.LOCK, Namespace.DEFAULT, "lock" + i % LOCKS);
            new LockClient(arguments[1] + "c" + i, owners, lock, time, seed + i, LEASE, step -> say(out, step))
                    .run(Integer.MAX_VALUE);
        }
        Thread.currentThread().join();
    }

    private static KeyedState store(String address) {
        return address.startsWith("etcd:")
                ? EtcdKeyedState.at(address, InstantSource.system())
                : new DirectoryKeyedState(
                        Path.of(address), Path.of(address).resolve("earlier"), InstantSource.system());
    }

    private static void say(PrintStream out, Step step) {
        boolean granted = step.act() instanceof Act.Wrote(var _, String value, var _) && !value.isEmpty();
        String clock = granted ? CLOCK + System.currentTimeMillis() + ".\n" : "";
        out.print(clock + StepLine.of(step) + "\n");
        out.flush();
    }
}
