import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Lock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many who want one lock of an etcd, by jetcd: {@code ENDPOINT NAME WAITERS WARM_SECONDS SECONDS} prints how often it went from one to the
 * next in a second. It is started as a source file with jetcd on the class path, so that the build does not depend on that.
 */
public final class EtcdLocks {

    private static final long LEASE_SECONDS = 60;

    public static void main(String[] arguments) throws Exception {
        ByteSequence name = ByteSequence.from(arguments[1], StandardCharsets.UTF_8);
        int waiters = Integer.parseInt(arguments[2]);
        Duration warm = Duration.ofSeconds(Long.parseLong(arguments[3]));
        Duration length = Duration.ofSeconds(Long.parseLong(arguments[4]));
        AtomicLong handOvers = new AtomicLong();
        try (Client client = Client.builder().endpoints(arguments[0]).build()) {
            long end = System.nanoTime() + warm.plus(length).toNanos();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < waiters; i++) {
                Lease leases = client.getLeaseClient();
                long lease = leases.grant(LEASE_SECONDS).get(10, TimeUnit.SECONDS).getID();
                threads.add(Thread.startVirtualThread(() -> take(client.getLockClient(), name, lease, end, handOvers)));
            }
            TimeUnit.NANOSECONDS.sleep(warm.toNanos());
            long before = handOvers.get();
            long begin = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(end - begin);
            double perSecond = (handOvers.get() - before) / ((System.nanoTime() - begin) / 1e9);
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("hand-overs " + perSecond);
        }
        System.exit(0);
    }

    private static void take(Lock locks, ByteSequence name, long lease, long end, AtomicLong handOvers) {
        try {
            while (System.nanoTime() < end) {
                ByteSequence key = locks.lock(name, lease).get(LEASE_SECONDS, TimeUnit.SECONDS).getKey();
                handOvers.incrementAndGet();
                locks.unlock(key).get(LEASE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }
}
