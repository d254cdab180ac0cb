package dev.sluice.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.testkit.state.KeyedStateContract;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server of this machine; skipped with the reason where there is none. */
class RedisKeyedStateContractTest extends KeyedStateContract {

    private static final StateKey ANN = new StateKey("two-factor", "ann");

    private final Vertx vertx = Vertx.vertx();
    private final List<RedisKeyedState> opened = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private RedisServer server;

    private boolean started;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path own;

    @Override
    protected KeyedState open() throws Exception {
        Assumptions.assumeTrue(RedisServer.program().isPresent(), RedisServer.MISSING);
        server = RedisServer.start(own);
        started = true;
        return openAgain();
    }

    /** Another gateway, with a connection of its own. */
    @Override
    protected KeyedState openAgain() {
        RedisKeyedState store = RedisKeyedState.at(server.address(), vertx, InstantSource.system());
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() throws Exception {
        opened.forEach(RedisKeyedState::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        if (started) {
            server.close();
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesACrashOfTheServer() throws Exception {
        KeyedState store = openAgain();
        store.put(ANN, "counted", Version.NONE, Instant.MAX);

        server.crashAndRestart();

        assertThat(openAgain().get(ANN)).map(Entry::value).contains("counted");
    }

    @Test
    void aServerOutOfReachIsAFaultWithASentenceAndNoPassword() {
        server.close();
        RedisKeyedState store =
                RedisKeyedState.at(server.address().replace("//", "//:hush@"), vertx, InstantSource.system());
        opened.add(store);

        assertThatThrownBy(() -> store.get(ANN))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the keyed state at " + server.address() + " failed: ")
                .hasMessageEndingWith("Start the server, or correct the setting sluice.state.store")
                .hasMessageNotContaining("hush");
    }

    @Test
    void aRecordOfABuildBeforeVersionsIsReadAndReplaced() throws Exception {
        KeyedState store = openAgain();
        Redis redis = Redis.createClient(vertx, server.address());
        redis.send(Request.cmd(Command.HSET)
                        .arg("sluice:two-factor:ann")
                        .arg("mark")
                        .arg("4e0e7b1e-5f6b-4f4e-9d8c-0d2c6f0b9a11")
                        .arg("value")
                        .arg("sealed"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);

        Entry entry = store.get(ANN).orElseThrow();

        assertThat(entry.value()).isEqualTo("sealed");
        assertThat(store.get(ANN)).contains(entry);
        assertThat(store.keys("two-factor", 10)).containsExactly(ANN);
        assertThat(store.put(ANN, "next", entry.version(), Instant.MAX)).isPresent();
        redis.close();
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
    void noLeaseMayStandOnIt() {
        assertThat(openAgain().consistency()).isEqualTo(KeyedState.Consistency.EVENTUAL);
    }
}
