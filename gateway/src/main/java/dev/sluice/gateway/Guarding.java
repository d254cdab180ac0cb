package dev.sluice.gateway;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.state.KeyedState;
import dev.sluice.decorators.twofactor.account.Accounts;
import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.login.Enrolments;
import dev.sluice.decorators.twofactor.login.SecondFactor;
import dev.sluice.gateway.home.Home;
import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.twofactor.AuditLog;
import dev.sluice.gateway.twofactor.FunctionMessenger;
import dev.sluice.gateway.twofactor.TwoFactorKey;
import dev.sluice.store.etcd.EtcdKeyedState;
import dev.sluice.store.state.DirectoryKeyedState;
import dev.sluice.store.state.RedisKeyedState;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Puts together keyed state and the second factor: its keys, its messages, its audit log. */
@Singleton
public class Guarding {

    private static final System.Logger LOG = System.getLogger(Guarding.class.getName());
    private static final InstantSource CLOCK = InstantSource.system();

    private final Codes codes = new Codes(new SecureRandom());

    @Produces
    @Singleton
    KeyedState state(SharedFolder shared, Vertx vertx, GatewaySettings settings) {
        Optional<String> store = store(settings);
        if (store.isEmpty()) {
            DirectoryKeyedState files = new DirectoryKeyedState(shared.state(), shared.twoFactor(), CLOCK);
            vertx.setPeriodic(0, Duration.ofHours(1).toMillis(), _ -> Thread.startVirtualThread(() -> sweep(files)));
            return files;
        }
        if (settings.twoFactor().key().isEmpty()) {
            throw new IllegalArgumentException("The setting sluice.state.store is there, but sluice.two-factor.key is"
                    + " missing: gateways that share a store need the same key, as from 'openssl rand -base64 32'.");
        }
        return store.get().startsWith("etcd")
                ? EtcdKeyedState.at(store.get(), CLOCK)
                : RedisKeyedState.at(store.get(), vertx, CLOCK);
    }

    private static Optional<String> store(GatewaySettings settings) {
        Optional<String> former = settings.twoFactor().store();
        Optional<String> store = settings.state().store().or(() -> former);
        if (former.isPresent() && !former.equals(store)) {
            throw new IllegalArgumentException(
                    "The settings sluice.state.store and sluice.two-factor.store name different"
                            + " stores: remove the second, which is the former name of the first.");
        }
        return store;
    }

    /** Settings that cannot work stop the gateway at its start, and not the first login. */
    void check(
            @Observes StartupEvent event,
            GatewaySettings settings,
            Instance<KeyedState> state,
            Instance<Keyring> keys) {
        if (store(settings).isPresent() || settings.twoFactor().key().isPresent()) {
            state.get();
            keys.get();
        }
    }

    private static void sweep(DirectoryKeyedState files) {
        try {
            files.removeExpired();
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "Expired records of keyed state stay: {0}", e.getMessage());
        }
    }

    void close(@Disposes KeyedState state) throws Exception {
        if (state instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Produces
    @Singleton
    Keyring keys(SharedFolder shared, GatewaySettings settings) {
        return shared.alone(() -> TwoFactorKey.keyring(settings.twoFactor().key(), shared.twoFactorKey()));
    }

    @Produces
    @Singleton
    Accounts accounts(KeyedState state, Keyring keys) {
        return new Accounts(state, keys, codes, CLOCK);
    }

    @Produces
    @Singleton
    AuditLog audit(Home home) {
        return new AuditLog(home.logs(), CLOCK);
    }

    void close(@Disposes AuditLog audit) {
        audit.close();
    }

    @Produces
    @Singleton
    Enrolments enrolments(Accounts accounts, Keyring keys, AuditLog audit) {
        return new Enrolments(accounts, keys, codes, CLOCK, audit);
    }

    @Produces
    @Singleton
    SecondFactor secondFactor(Accounts accounts, Keyring keys, AuditLog audit, Instance<PooledInvoker> invoker) {
        FunctionMessenger messenger =
                new FunctionMessenger((call, listener) -> invoker.get().invoke(call, listener), CLOCK);
        return new SecondFactor(new SecondFactor.Parts(accounts, keys, codes, CLOCK, messenger, audit));
    }
}
