package dev.sluice.gateway;

import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.settlement.RetryPolicy;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.time.Backoff;
import dev.sluice.events.async.AsyncCalls;
import dev.sluice.events.async.AsyncSettings;
import dev.sluice.events.async.CallSettings;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.callback.CallbackClient;
import dev.sluice.events.callback.HttpCallbacks;
import dev.sluice.events.callback.PublicAddresses;
import dev.sluice.events.payload.KeptPayloads;
import dev.sluice.events.queue.QueueLimits;
import dev.sluice.gateway.async.Accepting;
import dev.sluice.gateway.async.AnnouncedBacklogs;
import dev.sluice.gateway.async.BindableVersions;
import dev.sluice.gateway.async.CallSecrets;
import dev.sluice.gateway.async.FunctionCalls;
import dev.sluice.gateway.decorate.OfferedServices;
import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.invoke.CallChains;
import dev.sluice.gateway.invoke.PooledInvoker;
import dev.sluice.gateway.invoke.RouteTable;
import dev.sluice.gateway.webhook.Webhooks;
import dev.sluice.runners.pool.SystemTime;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** Puts together calls that are accepted now and run later: their queue, their attempts, their outcomes, the dead letters. */
@Singleton
public class Deferring {

    private static final System.Logger LOG = System.getLogger(Deferring.class.getName());

    /** In each namespace, the secret with which its callbacks are signed. */
    private static final SecretName SIGNING = new SecretName("callback-signing");

    private static final int BEFORE_OTHERS = 1;
    private static final int AFTER_OTHERS = 5_000;

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

    @Produces
    @Singleton
    CallSecrets callSecrets(KeyedState state) {
        try {
            return CallSecrets.shared(state, new SecureRandom());
        } catch (StorageException e) {
            LOG.log(
                    Level.WARNING,
                    "Secrets of calls that run later are good for this gateway only, and until its next start: {0}",
                    e.getMessage());
            return CallSecrets.own(new SecureRandom());
        }
    }

    @Produces
    @Singleton
    PublicAddresses callbackAddresses(GatewaySettings settings) {
        return new PublicAddresses(settings.async().privateCallbacks());
    }

    @Produces
    @Singleton
    Accepting accepting(
            Instance<AsyncCalls> calls,
            Instance<OfferedServices> offered,
            PublicAddresses callbacks,
            CallSecrets secrets,
            RouteTable routes,
            FunctionCatalog catalog,
            FunctionCalls settings) {
        return new Accepting(
                calls::get,
                function -> offered.get().of(function),
                callbacks,
                secrets,
                BindableVersions.of(routes, catalog),
                settings::fairKey,
                InstantSource.system());
    }

    @Produces
    @Singleton
    Webhooks webhooks(
            Instance<AsyncCalls> calls, Instance<OfferedServices> offered, SecretStore secrets, RouteTable routes) {
        return new Webhooks(
                calls::get, function -> offered.get().of(function), secrets, routes::live, InstantSource.system());
    }

    @Produces
    @Singleton
    KeptPayloads payloads(SharedFolder shared, KafkaCluster kafka, GatewaySettings settings) {
        return AsyncCalls.payloads(shared.payloads(), kafka, settings.kafka().prefix(), InstantSource.system());
    }

    @Produces
    @Singleton
    CallbackClient callbackClient(SecretStore secrets, PublicAddresses allowed) {
        return new CallbackClient(
                allowed,
                namespace -> secrets.get(namespace, SIGNING).map(SecretValue::reveal),
                InstantSource.system(),
                background);
    }

    void close(@Disposes CallbackClient callbacks) {
        callbacks.close();
    }

    @Produces
    @Singleton
    FunctionCalls functionCalls(RouteTable routes, GatewaySettings settings) {
        GatewaySettings.Async numbers = settings.async();
        return new FunctionCalls(
                routes,
                new CallSettings(
                        new QueueLimits(
                                numbers.backlogCalls(), numbers.backlogBytes().asLongValue(), numbers.backlogAge()),
                        new RetryPolicy(
                                numbers.attempts(),
                                numbers.maxAge(),
                                new Backoff(numbers.firstPause(), numbers.longestPause())),
                        Map.of()));
    }

    @Produces
    @Singleton
    AsyncCalls asyncCalls(
            KafkaCluster kafka,
            KeptPayloads payloads,
            PooledInvoker invoker,
            CallbackClient callbacks,
            FunctionCalls calls,
            CallChains chains,
            SharedFolder shared,
            GatewaySettings settings) {
        GatewaySettings.Async numbers = settings.async();
        return new AsyncCalls(
                kafka,
                new AsyncSettings(
                        settings.kafka().prefix(),
                        numbers.partitions(),
                        numbers.concurrency(),
                        calls,
                        numbers.keepOutcomes(),
                        settings.shutdownGrace(),
                        chains.limit()),
                payloads,
                invoker,
                new HttpCallbacks(callbacks, payloads, background),
                () -> isUsed(shared, settings),
                new SystemTime("sluice-calls", background),
                () -> ThreadLocalRandom.current().nextLong());
    }

    void close(@Disposes AsyncCalls calls) {
        calls.close();
    }

    /** What was accepted before goes on, when everything else has started; what was never used starts no broker. */
    void start(
            @Observes @Priority(AFTER_OTHERS) StartupEvent event,
            AsyncCalls calls,
            FunctionPools pools,
            SharedFolder shared,
            GatewaySettings settings) {
        AnnouncedBacklogs backlogs =
                new AnnouncedBacklogs(pools::backlog, settings.async().concurrency());
        calls.announceTo(backlogs);
        if (isUsed(shared, settings)) {
            calls.begin();
        }
    }

    private static boolean isUsed(SharedFolder shared, GatewaySettings settings) {
        return settings.kafka().bootstrapServers().isPresent() || Files.isDirectory(shared.kafka());
    }

    /** Before others wait for what they have under way. */
    void drain(@Observes @Priority(BEFORE_OTHERS) ShutdownDelayInitiatedEvent event, AsyncCalls calls) {
        calls.drain();
    }

    /** Before the pools end. */
    void stop(@Observes @Priority(BEFORE_OTHERS) ShutdownEvent event, AsyncCalls calls) {
        calls.close();
    }
}
