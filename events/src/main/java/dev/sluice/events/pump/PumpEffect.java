package dev.sluice.events.pump;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** What a {@link Pump} decides. */
public sealed interface PumpEffect {

    /** Work begins; {@link Pump#ended} is told of its end. */
    record Start(long work, List<Attempt> attempts) implements PumpEffect {

        public Start {
            attempts = List.copyOf(attempts);
        }
    }

    /** A record goes to the dead letters; {@link Pump#buried} is told whether it is there. */
    record Bury(long work, Attempt attempt, String reason, String detail) implements PumpEffect {}

    /** Progress is committed; {@link Pump#committed} is told whether it is. */
    record Commit(TopicPartition partition, long number, Progress progress) implements PumpEffect {}

    /** Whether {@link Pump#wants} records of a partition is not what it was. */
    record Fetch(TopicPartition partition) implements PumpEffect {}

    /** Nothing is under way any more of a partition that is taken back. */
    record Drained(TopicPartition partition) implements PumpEffect {}
}
