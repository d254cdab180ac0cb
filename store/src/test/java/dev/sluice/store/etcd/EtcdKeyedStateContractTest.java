package dev.sluice.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.core.state.Watches;
import dev.sluice.testkit.state.History;
import dev.sluice.testkit.state.KeyedStateContract;
import dev.sluice.testkit.state.Linearizability;
import dev.sluice.testkit.state.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real etcd of this machine; skipped with the reason where there is none. */
class EtcdKeyedStateContractTest extends KeyedStateContract {

    private static final StateKey ANN = new StateKey("two-factor", "ann");

    private final Queue<EtcdKeyedState> opened = new ConcurrentLinkedQueue<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path shared;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path own;

    @SuppressWarnings("NullAway.Init")
    private static EtcdServer server;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(EtcdServer.program().isPresent(), EtcdServer.MISSING);
        server = EtcdServer.start(shared);
    }

    @AfterAll
    static void end() {
        if (EtcdServer.program().isPresent()) {
            server.close();
        }
    }

    @Override
    protected KeyedState open() throws Exception {
        try (EtcdClient etcd = new EtcdClient(EtcdAddress.of(server.address()))) {
            etcd.ask("/v3/kv/deleterange", EtcdKeyedState.range(EtcdKeyedState.PREFIX));
            for (String lease : leases(etcd)) {
                etcd.ask("/v3/kv/lease/revoke", EtcdClient.object().put("ID", lease));
            }
        }
        return openAgain();
    }

    /** Another gateway, with connections of its own. */
    @Override
    protected KeyedState openAgain() {
        return at(server.address());
    }

    @AfterEach
    void close() {
        opened.forEach(EtcdKeyedState::close);
    }

    @Test
    void leasesMayStandOnIt() {
        assertThat(openAgain().consistency()).isEqualTo(KeyedState.Consistency.LINEARIZABLE);
    }

    @Test
    void whatWasAcknowledgedOutlivesACrashOfTheServer() throws Exception {
        KeyedState store = openAgain();
        Version made = store.put(ANN, "counted", Version.NONE, Instant.MAX).orElseThrow();

        server.crashAndRestart();

        assertThat(store.get(ANN)).contains(new Entry("counted", made));
    }

    @Test
    void changesAreToldAgainAfterACrashOfTheServer() throws Exception {
        KeyedState store = openAgain();
        AtomicInteger told = new AtomicInteger();
        try (KeyedState.Watch _ = store.watch(ANN, told::incrementAndGet)) {
            server.crashAndRestart();
            await().atMost(Duration.ofSeconds(30)).until(() -> told.get() > 0);
            int before = told.get();

            store.put(ANN, "one", Version.NONE, Instant.MAX);

            await().atMost(Duration.ofSeconds(20)).until(() -> told.get() > before);
        }
    }

    @Test
    void nothingIsMissedAndNothingToldTwiceWhereOneStreamFollowsAnother() throws Exception {
        KeyedState store = openAgain();
        Watches watches = new Watches();
        AtomicInteger told = new AtomicInteger();
        watches.add(ANN, told::incrementAndGet);
        try (EtcdClient etcd = new EtcdClient(EtcdAddress.of(server.address()));
                EtcdWatch watch = new EtcdWatch(etcd, watches, Duration.ofMillis(20))) {
            watch.start().get(20, TimeUnit.SECONDS);
            Version at = Version.NONE;
            for (int i = 1; i <= 100; i++) {
                int changes = i;
                at = store.put(ANN, "v" + i, at, Instant.MAX).orElseThrow();
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> told.get() >= changes);
            }
        }

        assertThat(told).hasValue(100);
    }

    @Test
    void aServerOutOfReachIsAFaultWithASentenceAndNoPassword() throws Exception {
        try (ServerSocket away = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int nobody = away.getLocalPort();
            away.close();
            KeyedState store = at("etcd://ann:hush@127.0.0.1:" + nobody);
            String sentence = "the keyed state at http://127.0.0.1:" + nobody
                    + " failed: nobody can be reached there. Start the etcd, or correct the setting sluice.state.store";

            assertThatThrownBy(() -> store.get(ANN))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(sentence);
            assertThatThrownBy(() -> store.put(ANN, "x", Version.NONE, Instant.MAX))
                    .hasMessage(sentence);
            assertThatThrownBy(() -> store.watch(ANN, () -> {})).hasMessage(sentence);
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsWaitedForAtMostFiveSeconds() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KeyedState store = at("etcd://127.0.0.1:" + silent.getLocalPort());

            assertThatThrownBy(() -> store.delete(ANN)).hasMessageContaining("failed: no answer within 5 s");
        }
    }

    @Test
    void aMemberOutOfReachIsPassedOver() throws Exception {
        try (ServerSocket away = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int nobody = away.getLocalPort();
            away.close();
            KeyedState store = at("etcd://127.0.0.1:" + nobody + "," + server.host());

            assertThat(store.put(ANN, "one", Version.NONE, Instant.MAX)).isPresent();
            assertThat(store.get(ANN)).map(Entry::value).contains("one");
        }
    }

    @Test
    void aLoginLastsThroughARestartOfTheServer() throws Exception {
        try (EtcdServer guarded = EtcdServer.start(own)) {
            demandLogins(guarded);
            KeyedState store = at(guarded.address().replace("//", "//root:hush@"));
            Version made = store.put(ANN, "one", Version.NONE, Instant.MAX).orElseThrow();

            guarded.crashAndRestart();

            assertThat(store.put(ANN, "two", made, Instant.MAX)).isPresent();
            guarded.crashAndRestart();
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> isWatched(store));
            assertThatThrownBy(() ->
                            at(guarded.address().replace("//", "//root:wrong@")).get(ANN))
                    .hasMessageContaining("authentication failed")
                    .hasMessageNotContaining("wrong");
            assertThatThrownBy(() -> at(guarded.address()).get(ANN)).hasMessageContaining("user name is empty");
        }
    }

    @Test
    void expiredRecordsLeaveTheServerByALeaseThatOthersShare() throws Exception {
        Instant later = Instant.now().plus(Duration.ofDays(1));
        KeyedState store = openAgain();
        for (int i = 0; i < 20; i++) {
            store.put(new StateKey("two-factor", "user" + i), "x", Version.NONE, later.plusMillis(i));
        }
        try (EtcdClient etcd = new EtcdClient(EtcdAddress.of(server.address()))) {
            assertThat(leases(etcd)).hasSizeBetween(1, 2);

            for (String lease : leases(etcd)) {
                etcd.ask("/v3/kv/lease/revoke", EtcdClient.object().put("ID", lease));
            }
            assertThat(store.keys("two-factor", 100)).isEmpty();
            assertThat(store.put(ANN, "again", Version.NONE, later)).isPresent();
        }
    }

    @Test
    void whatClientsSawWhileTheServerWasKilledHasOneOrder() throws Exception {
        long seed = Long.getLong("sluice.storm.seed", System.nanoTime());
        History history = new History();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) {
                int client = i;
                var _ = clients.submit(() -> workUntil(over, client, new Random(seed + client), history));
            }
            for (int kill = 1; kill <= 3; kill++) {
                int enough = kill * 150;
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> history.steps().size() > enough);
                server.crashAndRestart();
            }
            over.set(true);
        }

        assertThat(history.steps()).as("seed " + seed).hasSizeGreaterThan(450);
        assertThat(Linearizability.violation(history.steps()))
                .as("seed " + seed)
                .isEmpty();
    }

    /** What was asked for and not answered may have been done, by a client that is never heard of again. */
    private void workUntil(AtomicBoolean over, int client, Random random, History history) {
        for (int life = 0; !over.get(); life++) {
            LastAsked last = new LastAsked();
            KeyedState store = openAgain();
            try {
                new RecordingClient("c" + client + "l" + life, store, random)
                        .run("storm", 40, last::asks, step -> last.answered(step, history));
            } catch (StorageException _) {
                last.lost(history);
            }
        }
    }

    private KeyedState at(String address) {
        EtcdKeyedState store = EtcdKeyedState.at(address, InstantSource.system());
        opened.add(store);
        return store;
    }

    private static boolean isWatched(KeyedState store) {
        try (KeyedState.Watch _ = store.watch(ANN, () -> {})) {
            return true;
        }
    }

    private static List<String> leases(EtcdClient etcd) throws IOException {
        return etcd.read("/v3/kv/lease/leases", EtcdClient.object()).findValuesAsText("ID");
    }

    private static void demandLogins(EtcdServer server) throws IOException {
        try (EtcdClient etcd = new EtcdClient(EtcdAddress.of(server.address()))) {
            etcd.ask("/v3/auth/user/add", texts(Map.of("name", "root", "password", "hush")));
            etcd.ask("/v3/auth/role/add", texts(Map.of("name", "root")));
            etcd.ask("/v3/auth/user/grant", texts(Map.of("user", "root", "role", "root")));
            etcd.ask("/v3/auth/enable", EtcdClient.object());
        }
    }

    private static ObjectNode texts(Map<String, String> texts) {
        ObjectNode object = EtcdClient.object();
        texts.forEach(object::put);
        return object;
    }
}
