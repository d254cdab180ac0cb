package dev.sluice.events.deadletter;

import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.kept.KeptMoves;
import dev.sluice.events.kept.KeptRecord;
import dev.sluice.events.kept.KeptRecords;
import dev.sluice.events.payload.PayloadFormat;
import dev.sluice.events.stored.RecordWriter;
import dev.sluice.events.stored.UnreadableRecordException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Dead letters in a compacted topic of one partition, so that they are listed in the order in which they came. Thread-safe. */
public final class KeptDeadLetters implements DeadLetters, DeadLetterMoves, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KeptDeadLetters.class.getName());

    private final KeptRecords records;
    private final KeptMoves moves;

    /** The topic, with this prefix. */
    public static String topic(String prefix) {
        return prefix + "dead-letters";
    }

    /** In the topic {@code sluice.dead-letters}, or that of another prefix. */
    public KeptDeadLetters(KafkaCluster cluster, RecordWriter writer, String prefix) {
        this.records = new KeptRecords(cluster, writer, topic(prefix), 1, _ -> true, (_, _, _) -> {});
        this.moves = new KeptMoves(cluster, records);
    }

    /** Begins to follow the topic. To be called once. */
    public void start() {
        records.start();
    }

    /** Completes when all is known that was there at the start. */
    public CompletionStage<Void> ready() {
        return records.ready();
    }

    @Override
    public CompletionStage<Void> write(DeadLetter letter) {
        return records.write(letter.id(), DeadLetterFormat.fields(letter), DeadLetterFormat.value(letter));
    }

    /** Takes a letter out. Completes when that is durable. */
    public CompletionStage<Void> purge(InvocationId id) {
        return records.forget(id);
    }

    @Override
    public int move(List<InvocationId> ids, Function<DeadLetter, Optional<ProducerRecord<byte[], byte[]>>> to)
            throws InterruptedException, BrokerAwayException {
        try {
            return moves.move(ids, record -> read(record).flatMap(to));
        } catch (KafkaException e) {
            throw new BrokerAwayException("Kafka does not say whether it has moved the letters, all or none of them: "
                    + e.getMessage() + ". Try again.");
        }
    }

    public CompletionStage<Optional<DeadLetter>> find(InvocationId id) {
        return records.find(id).thenApply(record -> record.flatMap(KeptDeadLetters::read));
    }

    /** Looks at letters one after the other. */
    @FunctionalInterface
    public interface Visitor {

        /** Whether to go on; may block. */
        boolean visit(DeadLetter letter) throws InterruptedException;
    }

    /** Shows all letters, the oldest first. Blocks as long as it takes to read them; none is held in memory. */
    public void each(Visitor visitor) throws InterruptedException {
        records.each(record -> {
            Optional<DeadLetter> letter = read(record);
            return letter.isEmpty() || visitor.visit(letter.get());
        });
    }

    /** The files that letters name. Blocks as long as it takes to read them all; throws if not all are read. */
    public Set<Digest> payloads() throws InterruptedException {
        return records.told(PayloadFormat::named);
    }

    /** How many there are, of all functions. */
    public int size() {
        return records.size();
    }

    private static Optional<DeadLetter> read(KeptRecord record) {
        try {
            return Optional.of(DeadLetterFormat.read(record.fields(), record.value()));
        } catch (UnreadableRecordException e) {
            LOG.log(Level.DEBUG, "The dead letter {0} is left alone: {1}", record.id(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
