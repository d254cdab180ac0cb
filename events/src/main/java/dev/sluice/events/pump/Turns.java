package dev.sluice.events.pump;

import java.util.List;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Whose records begin where more could than may be under way: first which partition has the turn, then which of its records. Of two that
 * both have something to begin, as many pieces of work begin as their weights say, and whatever the weights are, none waits for ever.
 */
public interface Turns {

    /** All partitions have equal turns, and their records are begun as they stand. */
    Turns EQUAL = new Turns() {};

    /**
     * Who shares in something.
     *
     * @param weight 1 or more; asked for at each turn, by threads that must not wait
     */
    record Share(String name, IntSupplier weight) {

        public Share(String name, int weight) {
            this(name, () -> weight);
        }
    }

    /** Whose all records are where nobody tells them apart. */
    Share EVERYBODY = new Share("", 1);

    /**
     * In which shares of which shares a partition has its turns, the outermost first, for all partitions equally many. Those with the same ones
     * have one turn after the other.
     */
    default List<Share> of(TopicPartition partition) {
        return List.of();
    }

    /** Whose record it is among those of its partition that are held; records of the same name begin as they stand. */
    default Share of(ConsumerRecord<byte[], byte[]> record) {
        return EVERYBODY;
    }
}
