package dev.sluice.events.pump;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/**
 * What is done with records. Called by any thread, and must not block, unless it says so; the pump bounds how many calls are under way.
 */
public interface Work {

    /**
     * Works on records of one partition.
     *
     * @return as many verdicts as there are attempts, in the same order. A stage that fails is a fault of the platform: all are
     *     tried again, and nothing counts
     */
    CompletionStage<List<Verdict>> run(List<Attempt> attempts);

    /**
     * Keeps a record that will not be tried again where people find it. It counts as done when the stage completes; it is asked for
     * again if that fails.
     *
     * @param attempt the last one; its number is that of the attempts there were
     * @param reason stable, lower-case with underscores
     * @param detail for people
     */
    CompletionStage<Void> bury(Attempt attempt, String reason, String detail);

    /**
     * A partition is this owner's from now on, and what became of its records before is known: nothing of it runs before this returns. Called
     * by the thread of the consumer, which it may hold up for some seconds.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer: the consumer begins anew
     */
    default void assigned(TopicPartition partition) {}

    /** A partition is somebody else's; what of its records is under way still ends for nobody. */
    default void lost(TopicPartition partition) {}
}
