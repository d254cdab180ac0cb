package dev.sluice.gateway.twofactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.twofactor.RecordKey;
import dev.sluice.core.twofactor.TwoFactorStore;
import dev.sluice.core.twofactor.TwoFactorStore.Kept;
import dev.sluice.core.twofactor.TwoFactorStore.Mark;
import dev.sluice.testkit.twofactor.TwoFactorStoreContract;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server of this machine; skipped with the reason where there is none. */
class RedisTwoFactorStoreContractTest extends TwoFactorStoreContract {

    private static final RecordKey ANN = new RecordKey("ann");

    private final Vertx vertx = Vertx.vertx();
    private final List<RedisTwoFactorStore> opened = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private RedisServer server;

    private boolean started;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path own;

    @Override
    protected TwoFactorStore open() throws Exception {
        Assumptions.assumeTrue(RedisServer.program().isPresent(), RedisServer.MISSING);
        server = RedisServer.start(own);
        started = true;
        return openAgain();
    }

    /** Another gateway, with a connection of its own. */
    @Override
    protected TwoFactorStore openAgain() {
        RedisTwoFactorStore store = RedisTwoFactorStore.at(server.address(), vertx, InstantSource.system());
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() throws Exception {
        opened.forEach(RedisTwoFactorStore::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        if (started) {
            server.close();
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesACrashOfTheServer() throws Exception {
        TwoFactorStore store = openAgain();
        store.put(ANN, "counted", Mark.NONE, Instant.MAX);

        server.crashAndRestart();

        assertThat(openAgain().get(ANN)).map(Kept::value).contains("counted");
    }

    @Test
    void aServerOutOfReachIsAFaultWithASentenceAndNoPassword() {
        server.close();
        RedisTwoFactorStore store =
                RedisTwoFactorStore.at(server.address().replace("//", "//:hush@"), vertx, InstantSource.system());
        opened.add(store);

        assertThatThrownBy(() -> store.get(ANN))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the two-factor store at " + server.address() + " failed: ")
                .hasMessageEndingWith("Start the server, or correct the setting sluice.two-factor.store")
                .hasMessageNotContaining("hush");
    }
}
