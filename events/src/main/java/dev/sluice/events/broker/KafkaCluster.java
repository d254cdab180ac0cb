package dev.sluice.events.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The Kafka that the platform uses. Whether it is there is asked here and nowhere else: what a producer or a consumer throws
 * does not tell a cluster that is away from one that is slow. Thread-safe.
 */
public interface KafkaCluster extends AutoCloseable {

    /** How it stands. */
    sealed interface State {

        /** Nobody has needed it so far: the first who asks for {@link #ready} starts it. */
        record NotStarted() implements State {}

        /** It comes up; who needs it waits. */
        record Starting() implements State {}

        /** It answers. */
        record Ready() implements State {}

        /**
         * It does not answer, and nobody waits for it; it is tried again.
         *
         * @param why one sentence or more: what happened, and what to do
         */
        record Away(String why) implements State {}

        /** One of {@code not_started}, {@code starting}, {@code ready}, {@code away}. */
        default String word() {
            return switch (this) {
                case NotStarted _ -> "not_started";
                case Starting _ -> "starting";
                case Ready _ -> "ready";
                case Away _ -> "away";
            };
        }
    }

    /**
     * How clients reach it: {@code bootstrap.servers}, and what it takes to be let in. The same as long as this is open. May
     * read and write a file the first time.
     *
     * @throws dev.sluice.core.catalog.StorageException if that file cannot be read or written
     * @throws org.apache.kafka.common.KafkaException maybe, after the end: who comes then meets a Kafka that is away
     */
    Map<String, Object> clientProperties();

    /** Never blocks. */
    State state();

    /**
     * Completes when it answers: at once if it does, else on a thread of the common pool. Never blocks. Fails with a {@link
     * BrokerAwayException}: at once while it is away, or if too many wait, or if it ended while it came up; and when {@code
     * patience} is over.
     */
    CompletionStage<Void> ready(Duration patience);

    /** Those who wait are told; returns within a minute. */
    @Override
    void close();
}
