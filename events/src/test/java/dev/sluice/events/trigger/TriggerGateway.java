package dev.sluice.events.trigger;

import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.KeptDeadLetters;
import dev.sluice.events.destination.Sender;
import dev.sluice.events.stored.ProducerWriter;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.testkit.callchain.PlainSeal;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What a gateway has of triggers, on the real broker; its functions are one that a test writes. */
final class TriggerGateway implements Invoker, AutoCloseable {

    /** A call with one event: the value of its record, and the attempt. */
    record Called(String id, String value, int attempt) {}

    final List<Called> calls = new CopyOnWriteArrayList<>();
    volatile Function<Called, Outcome> function = _ -> new Outcome.Succeeded(200);
    final KeptDeadLetters letters;
    final Triggers triggers;
    private final Connections connections;
    private final SystemTimers timers = new SystemTimers();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ProducerWriter writer = new ProducerWriter(BrokerFixture.cluster());

    /** Gateways with one catalog and one prefix are of one platform. */
    TriggerGateway(Catalog catalog, String prefix) {
        this(catalog, prefix, new InMemorySecretStore(Clock.systemUTC()), _ -> parcel -> {
            throw new AssertionError("nothing is sent on here: " + parcel);
        });
    }

    TriggerGateway(Catalog catalog, String prefix, SecretStore secrets, Function<Connections, Sender> sender) {
        connections = new Connections(catalog, secrets, new TopicNames(prefix), timers);
        letters = new KeptDeadLetters(BrokerFixture.cluster(), writer, prefix);
        letters.start();
        triggers = new Triggers(new Triggers.Parts(
                catalog,
                BrokerFixture.cluster(),
                new TopicNames(prefix),
                this,
                (FunctionName _) -> true,
                letters,
                secrets,
                connections,
                sender.apply(connections),
                new PlainSeal(),
                new ChainLimit(16),
                schedules(),
                timers,
                new Random(),
                executor,
                Duration.ofSeconds(5)));
        triggers.start();
    }

    /** No trigger here has one. */
    private TriggerSchedules schedules() {
        return new TriggerSchedules(new TriggerSchedules.Parts(
                new InMemoryKeyedState(timers),
                (run, _) -> {
                    throw new AssertionError("nothing is scheduled here: " + run);
                },
                new Loop(timers, executor),
                "this-process",
                _ -> true));
    }

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        executor.execute(() -> {
            Input.Event input = (Input.Event) invocation.input();
            byte[] bytes = input.event().data().orElseThrow();
            Called called = new Called(
                    input.event().attribute("id").orElseThrow(),
                    new String(bytes, StandardCharsets.UTF_8),
                    invocation.terms().attempt());
            calls.add(called);
            listener.finished(function.apply(called), Timings.NONE);
        });
        return EndedCall.INSTANCE;
    }

    List<String> values() {
        return calls.stream().map(Called::value).toList();
    }

    List<DeadLetter> letters() {
        try {
            letters.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
            List<DeadLetter> all = new ArrayList<>();
            letters.each(all::add);
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        triggers.close();
        connections.close();
        letters.close();
        writer.close();
        timers.close();
        executor.close();
    }
}
