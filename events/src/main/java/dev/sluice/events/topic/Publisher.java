package dev.sluice.events.topic;

import dev.sluice.events.record.TopicRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** Gives records to Kafka and says where it has them. */
final class Publisher {

    private final TopicClients clients;
    private final KafkaAnswers answers;
    private final TopicLookup lookup;
    private final RecordLimits limits;

    Publisher(TopicClients clients, KafkaAnswers answers, TopicLookup lookup, RecordLimits limits) {
        this.clients = clients;
        this.answers = answers;
        this.lookup = lookup;
        this.limits = limits;
    }

    /** The places of all records, in their order, when Kafka has acknowledged each of them. */
    List<Place> publish(TopicName topic, List<TopicRecord> records) throws TopicException {
        checkSizes(topic, records);
        Producer<byte[], byte[]> producer = clients.producer();
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        Optional<Throwable> unsent = Optional.empty();
        for (TopicRecord record : records) {
            Future<RecordMetadata> answer = send(producer, record.to(topic.kafkaName()));
            unsent = failure(answer);
            if (unsent.isPresent()) {
                // The further ones would wait as long, to fail as well.
                break;
            }
            sent.add(answer);
        }
        return collect(topic, records.size(), sent, unsent);
    }

    private void checkSizes(TopicName topic, List<TopicRecord> records) throws TopicException {
        int allowed = limits.of(topic);
        for (int i = 0; i < records.size(); i++) {
            long size = RecordSize.of(records.get(i));
            if (size > allowed) {
                throw new TopicException(new TopicFault.TooLarge(topic, i, size, allowed));
            }
        }
    }

    private static Future<RecordMetadata> send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record);
        } catch (KafkaException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What has already failed was never sent; a record that was sent takes longer. */
    private static Optional<Throwable> failure(Future<RecordMetadata> answer) {
        return answer.isDone() ? outcome(answer).failure() : Optional.empty();
    }

    private record Outcome(Optional<Place> place, Optional<Throwable> failure) {}

    private static Outcome outcome(Future<RecordMetadata> answer) {
        try {
            RecordMetadata kept = answer.get();
            return new Outcome(Optional.of(new Place(kept.partition(), kept.offset())), Optional.empty());
        } catch (ExecutionException e) {
            return new Outcome(Optional.empty(), Optional.of(Objects.requireNonNull(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(Optional.empty(), Optional.of(new TimeoutException("waiting was given up")));
        }
    }

    private List<Place> collect(TopicName topic, int all, List<Future<RecordMetadata>> sent, Optional<Throwable> unsent)
            throws TopicException {
        Map<Integer, Place> kept = new LinkedHashMap<>();
        Optional<TopicFault> fault = Optional.empty();
        for (int i = 0; i < sent.size(); i++) {
            Outcome outcome = outcome(sent.get(i));
            int number = i;
            outcome.place().ifPresent(place -> kept.put(number, place));
            if (fault.isEmpty() && outcome.failure().isPresent()) {
                fault = Optional.of(ofSent(outcome.failure().get(), topic, number));
            }
        }
        if (fault.isEmpty() && unsent.isPresent()) {
            fault = Optional.of(ofUnsent(unsent.get(), topic, sent.size()));
        }
        if (fault.isPresent()) {
            throw new TopicException(kept.isEmpty() ? fault.get() : new TopicFault.PartlyKept(kept, all, fault.get()));
        }
        return List.copyOf(kept.values());
    }

    /** Whether Kafka has it is known if it says no, and is not if it says nothing. */
    private TopicFault ofSent(Throwable failure, TopicName topic, int record) throws TopicException {
        return switch (failure) {
            case RetriableException _ -> {
                limits.forget(topic);
                if (clients.isReady() && !lookup.exists(topic)) {
                    yield new TopicFault.NoSuchTopic(topic);
                }
                yield new TopicFault.NotAcknowledged("Kafka has not acknowledged the record within "
                        + TopicClients.ACKNOWLEDGEMENT.toSeconds()
                        + " s, and whether it has it is not known: send it again, and be ready to find it twice.");
            }
            default -> ofUnsent(failure, topic, record);
        };
    }

    private TopicFault ofUnsent(Throwable failure, TopicName topic, int record) throws TopicException {
        return switch (failure) {
            case RecordTooLargeException _, RecordBatchTooLargeException _ -> {
                limits.forget(topic);
                yield new TopicFault.Refused(
                        "Kafka refuses record " + record + " as too large: " + KafkaAnswers.words(failure));
            }
            case InvalidRecordException _ ->
                new TopicFault.Refused("Kafka refuses record " + record + ": " + KafkaAnswers.words(failure));
            case TimeoutException _ ->
                clients.isReady() && !lookup.exists(topic) ? new TopicFault.NoSuchTopic(topic) : clients.unanswered();
            case IllegalStateException _ -> clients.unanswered();
            default -> answers.fault(failure, topic);
        };
    }
}
