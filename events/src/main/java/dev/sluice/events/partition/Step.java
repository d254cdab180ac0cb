package dev.sluice.events.partition;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What becomes visible when records are done, gathered in memory until then. For one thread. */
public final class Step {

    private final String kept;
    private final int partition;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private long made;
    private long accounts;

    /**
     * @param kept the compacted topic of states, with as many partitions as the topic of the records
     * @param partition of both
     */
    public Step(String kept, int partition) {
        this.kept = kept;
        this.partition = partition;
    }

    /** Sends a record, in the order of these calls. Kafka takes none of more than 32 MiB, or than its topic allows. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        records.add(record);
    }

    /** Keeps a piece of the state in the place of what was kept under this key before; nothing any more if {@code value} is null. */
    public void keep(byte[] key, byte @Nullable [] value) {
        records.add(new ProducerRecord<>(kept, partition, key, value));
    }

    /** So many results came of the records, for those who look on. */
    public void made(int results) {
        made += results;
    }

    long made() {
        return made;
    }

    /** One of the records only tells of others: it is not counted among those that were worked off, for those who look on. */
    public void account() {
        accounts++;
    }

    long accounts() {
        return accounts;
    }

    /** All of it, in order. */
    public List<ProducerRecord<byte[], byte[]>> records() {
        return List.copyOf(records);
    }
}
