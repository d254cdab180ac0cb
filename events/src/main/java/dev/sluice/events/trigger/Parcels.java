package dev.sluice.events.trigger;

import dev.sluice.core.callchain.CallChain;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Input;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.settlement.Settlement;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.destination.Destination;
import dev.sluice.events.destination.Parcel;
import dev.sluice.events.pump.Attempt;
import dev.sluice.events.record.KafkaEvents;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.TopicName;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a trigger sends on of a record, by the destinations of its spec. */
final class Parcels {

    private final TriggerId trigger;
    private final TriggerSettings settings;
    private final boolean batches;
    private final OutcomeEvents outcomes;
    private final EventChains chains;
    private final Replies replies;
    private final InstantSource clock;

    Parcels(TriggerId trigger, TriggerSettings settings, Reading reading, EventChains chains, InstantSource clock) {
        this.trigger = trigger;
        this.settings = settings;
        this.batches = reading.batch().size() > 1;
        this.outcomes = new OutcomeEvents(trigger, settings.function().in(trigger.namespace()));
        this.chains = chains;
        this.replies = new Replies(trigger, chains);
        this.clock = clock;
    }

    /**
     * What is sent when an event is done.
     *
     * @param answer to the event: of a batch, its part
     * @throws MalformedEventException if no record can be made of it
     */
    List<Parcel> ofAnswer(Attempt attempt, EventAnswer answer) throws MalformedEventException {
        List<Parcel> parcels = new ArrayList<>(2);
        if (settings.reply().isPresent()) {
            List<TopicRecord> records =
                    batches ? replies.ofItem(attempt.record(), answer) : replies.of(attempt.record(), answer);
            if (!records.isEmpty()) {
                parcels.add(records(
                        settings.reply().get().connection(),
                        settings.reply().get().topic(),
                        records));
            }
        }
        settings.onSuccess().ifPresent(to -> {
            InvocationId id = RecordIds.of(trigger, attempt.record(), "onSuccess");
            parcels.add(parcel(to, attempt.record(), id, outcomes.succeeded(id, attempt, answer)));
        });
        return parcels;
    }

    /** What is sent when a record is a dead letter, if anything is. Of one that went round in a circle nothing is: it would go on. */
    Optional<Parcel> ofFailure(Attempt attempt, String reason, String detail, InvocationId letter) {
        return settings.onFailure().filter(_ -> !reason.equals(Settlement.LOOP)).map(to -> {
            InvocationId id = RecordIds.of(trigger, attempt.record(), "onFailure");
            return parcel(to, attempt.record(), id, outcomes.failed(id, attempt, reason, detail, letter));
        });
    }

    private Parcel parcel(Destination to, ConsumerRecord<byte[], byte[]> source, InvocationId id, CloudEvent event) {
        return to.topic()
                .<Parcel>map(topic -> {
                    TopicRecord record = KafkaEvents.write(event);
                    List<RecordHeader> headers = new ArrayList<>(record.headers());
                    headers.add(chains.field(source));
                    Optional<byte[]> key = Optional.ofNullable(source.key());
                    return records(to.connection(), topic, List.of(new TopicRecord(key, record.value(), headers)));
                })
                .orElseGet(() -> new Parcel.Call(call(to.function().orElseThrow(), source, id, event)));
    }

    /** Calls of events with the same key run in order, if that is short enough for the key of a call. */
    private QueuedCall call(
            FunctionName name, ConsumerRecord<byte[], byte[]> source, InvocationId id, CloudEvent event) {
        FunctionName function = name.in(trigger.namespace());
        List<String> chain = CallChain.plus(chains.of(List.of(source)), function);
        String key = event.attribute(CloudEvent.KEY)
                .filter(text -> text.length() <= CallTerms.MAX_KEY)
                .orElse("");
        return new QueuedCall(
                id,
                function,
                clock.instant(),
                new Input.Event(event, chains.fields(chain)).head(),
                ByteBuffer.wrap(event.data().orElseThrow()),
                CallTerms.at(EntryPoint.ASYNC).inOrderOf(key).through(chain),
                Optional.empty());
    }

    private Parcel records(Optional<String> connection, String topic, List<TopicRecord> records) {
        return new Parcel.Records(
                connection.map(name -> new ConnectionId(trigger.namespace(), name)),
                new TopicName(ConnectionId.namespace(trigger.namespace(), connection), topic),
                records);
    }
}
