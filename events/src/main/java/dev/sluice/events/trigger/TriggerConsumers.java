package dev.sluice.events.trigger;

import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.Serial;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.pump.ConsumerSettings;
import dev.sluice.events.pump.GroupReader;
import dev.sluice.events.pump.IdleGroups;
import dev.sluice.events.pump.PumpConsumer;
import dev.sluice.events.pump.PumpSettings;
import dev.sluice.events.pump.StartPosition;
import dev.sluice.events.pump.Subscription;
import dev.sluice.events.pump.Work;
import java.util.Optional;
import java.util.Set;

/** Makes what reads for triggers and calls their functions. Thread-safe. */
record TriggerConsumers(Triggers.Parts parts) {

    /** What reads for a trigger, and the calls that it makes with what it reads. */
    record Made(TriggerWork calls, GroupReader reader) {}

    /** Begins to read. {@code idle}: looks after those that have nothing to read in that cluster. */
    Made start(TriggerId id, TriggerSettings settings, Reading reading, KafkaCluster cluster, IdleGroups idle) {
        ConsumerSettings consumer = new ConsumerSettings(
                reading.group(), reading.subscription(), reading.from(), shared(settings, reading), parts.grace());
        Calls made = work(id, settings, reading);
        GroupReader reader =
                new GroupReader(idle, consumer, wanted -> consumer(cluster, wanted, made.work()), settings.paused());
        return new Made(made.calls(), reader);
    }

    /** Begins to read redriven letters, by the rules of their trigger. {@code topic}: where these wait. */
    PumpConsumer redriven(TriggerId id, TriggerSettings settings, Reading reading, String topic) {
        ConsumerSettings consumer = new ConsumerSettings(
                topic,
                new Subscription.Names(Set.of(topic)),
                StartPosition.EARLIEST,
                pump(settings, reading),
                parts.grace());
        PumpConsumer made = consumer(
                parts.cluster(),
                consumer,
                new RedrivenWork(work(id, settings, reading).work()));
        made.hold(settings.paused());
        return made;
    }

    private static PumpSettings pump(TriggerSettings settings, Reading reading) {
        return new PumpSettings(
                reading.delivery(),
                reading.concurrency(),
                reading.batch().size(),
                reading.batch().window(),
                settings.retry().attempts(),
                PumpSettings.Bounds.USUAL,
                settings.retry().onOutage());
    }

    /** With turns for each fair key, and then with as many records to choose from as there is room for. */
    private static PumpSettings shared(TriggerSettings settings, Reading reading) {
        PumpSettings pump = pump(settings, reading);
        return reading.shares()
                .map(shares -> pump.in(shares).within(PumpSettings.Bounds.FAR))
                .orElse(pump);
    }

    private PumpConsumer consumer(KafkaCluster cluster, ConsumerSettings settings, Work work) {
        return new PumpConsumer(cluster, settings, work, new Loop(parts.time(), Serial.on(parts.executor())));
    }

    /** The calls of a trigger, and its whole work, of which they are a part. */
    private record Calls(TriggerWork calls, Work work) {}

    private Calls work(TriggerId id, TriggerSettings settings, Reading reading) {
        EventChains chains =
                new EventChains(settings.function().in(id.namespace()), parts.chains(), parts.longestChain());
        Optional<Onward> onward = onward(id, settings, reading, chains);
        TriggerWork calls = new TriggerWork(
                id,
                settings,
                reading,
                parts.invoker(),
                parts.deadLetters(),
                onward.map(after -> after),
                chains,
                parts.time(),
                parts.random());
        return new Calls(
                calls,
                onward.<Work>map(after -> new DestinationWork(calls, after)).orElse(calls));
    }

    private Optional<Onward> onward(TriggerId id, TriggerSettings settings, Reading reading, EventChains chains) {
        if (!settings.sendsOn()) {
            return Optional.empty();
        }
        Parcels parcels = new Parcels(id, settings, reading, chains, parts.time());
        return Optional.of(new Onward(parcels, parts.sender(), settings, reading, parts.random()));
    }
}
