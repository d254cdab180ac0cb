package dev.sluice.events.destination;

import dev.sluice.core.catalog.StorageException;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallQueue;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.Topics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Publishes records and puts calls into their queue.
 *
 * @param executor starts a thread for each task, and these may block
 */
public record KafkaSender(Topics topics, Connections connections, CallQueue calls, Executor executor)
        implements Sender {

    private static final Sent KEPT = new Sent.Kept();

    @Override
    public CompletionStage<Sent> send(Parcel parcel) {
        return switch (parcel) {
            case Parcel.Records records -> CompletableFuture.supplyAsync(() -> published(records), executor);
            case Parcel.Call(var call) ->
                calls.put(call)
                        .handle((acceptance, fault) -> fault == null
                                ? put(acceptance)
                                : new Sent.NotYet("It is not known whether Kafka has the call of '" + call.function()
                                        + "': " + fault.getMessage() + "."));
        };
    }

    private Sent published(Parcel.Records records) {
        try {
            if (records.connection().isEmpty()) {
                return published(records, topics);
            }
            return switch (connections.find(records.connection().get())) {
                case Connections.Usable usable -> published(records, usable.topics());
                case Connections.Unusable(String why) -> new Sent.NotYet(why);
            };
        } catch (StorageException e) {
            return new Sent.NotYet("What is known of its connection cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Sent published(Parcel.Records records, Topics topics) {
        try {
            topics.publish(records.topic(), records.records());
            return KEPT;
        } catch (TopicException e) {
            return fault(records, e.fault());
        }
    }

    private static Sent fault(Parcel.Records records, TopicFault fault) {
        String topic = "'" + records.topic().name() + "'";
        return switch (fault) {
            case TopicFault.NoSuchTopic _ ->
                new Sent.NotYet("There is no topic " + topic + ", to which it goes: create it.");
            case TopicFault.TooLarge(var _, int _, long bytes, long allowed) ->
                new Sent.Never("It would be a record of " + bytes + " bytes, and the topic " + topic + " takes "
                        + allowed + ": make the topic with a larger maxMessageBytes, or send less.");
            case TopicFault.Refused(String detail) -> new Sent.Never(detail);
            case TopicFault.BadName(String detail) -> new Sent.Never(detail);
            case TopicFault.PartlyKept(var _, int _, TopicFault why) -> fault(records, why);
            case TopicFault.Denied(String detail) -> new Sent.NotYet(detail);
            case TopicFault.BrokerAway(String detail) -> new Sent.NotYet(detail);
            case TopicFault.BacklogFull(String detail) -> new Sent.NotYet(detail);
            case TopicFault.NoAnswer(String detail) -> new Sent.NotYet(detail);
            case TopicFault.NotAcknowledged(String detail) -> new Sent.NotYet(detail);
            case TopicFault.Exists _, TopicFault.Collides _, TopicFault.NoSuchPlace _, TopicFault.TooManyReaders _ ->
                throw new IllegalStateException("publishing to " + topic + " came to " + fault);
        };
    }

    private static Sent put(Acceptance acceptance) {
        return switch (acceptance) {
            case Acceptance.Accepted _ -> KEPT;
            // The call of this very event, which another answer was put into.
            case Acceptance.DifferentCall _ -> KEPT;
            case Acceptance.TooLarge refused -> new Sent.Never(refused.detail());
            case Acceptance.BacklogFull refused -> new Sent.NotYet(refused.detail());
            case Acceptance.BrokerAway refused -> new Sent.NotYet(refused.detail());
            case Acceptance.NotStored refused -> new Sent.NotYet(refused.detail());
            case Acceptance.BodyLost refused -> new Sent.Never(refused.detail());
        };
    }
}
