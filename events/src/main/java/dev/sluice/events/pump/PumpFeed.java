package dev.sluice.events.pump;

import org.apache.kafka.common.TopicPartition;

/** Where a pump's records come from and its progress goes. Called by any thread, in any order; returns at once. */
public interface PumpFeed {

    /** To be committed; {@link PumpCell#committed} is told what came of it, in every case. */
    void commit(PumpEffect.Commit commit);

    /** {@link PumpCell#wants} may say something else than before. */
    void wantsChanged();

    /** Nothing is under way any more of a partition that is taken back. */
    void drained(TopicPartition partition);
}
