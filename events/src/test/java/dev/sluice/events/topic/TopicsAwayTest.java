package dev.sluice.events.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.broker.BrokerAwayException;
import dev.sluice.events.broker.KafkaCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Topics without a broker. */
class TopicsAwayTest {

    private static final String WHY = "The disk is full: make room.";
    private static final TopicName TOPIC = new TopicName(Namespace.DEFAULT, "orders");
    private static final TopicDefaults NONE = new TopicDefaults(Optional.empty(), Optional.empty());
    private static final TopicSettings ANY =
            new TopicSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** A cluster that is away and says why. */
    private static final class Away implements KafkaCluster {

        @Override
        public Map<String, Object> clientProperties() {
            throw new AssertionError("nobody may try to reach what is away");
        }

        @Override
        public State state() {
            return new State.Away(WHY);
        }

        @Override
        public CompletionStage<Void> ready(Duration patience) {
            return CompletableFuture.failedFuture(new BrokerAwayException(WHY));
        }

        @Override
        public void close() {}
    }

    @AutoClose
    private final Topics topics = new Topics(new Away(), new TopicNames("sluice."), NONE);

    @Test
    void whatTheClusterSaysIsToldAtOnceAndNothingIsTried() {
        TailWish wish = new TailWish(TOPIC, new ReadFrom.Begin(), OptionalInt.empty(), true);

        assertAway(() -> topics.list(Namespace.DEFAULT, "", 1));
        assertAway(() -> topics.create(TOPIC, ANY));
        assertAway(() -> topics.describe(TOPIC));
        assertAway(() -> topics.delete(TOPIC));
        assertAway(() -> topics.publish(TOPIC, List.of()));
        for (int i = 0; i <= Topics.MOST_READERS; i++) {
            assertAway(() -> topics.read(wish));
        }
    }

    private static void assertAway(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TopicException.class, e -> assertThat(e.fault()).isEqualTo(new TopicFault.BrokerAway(WHY)));
    }
}
