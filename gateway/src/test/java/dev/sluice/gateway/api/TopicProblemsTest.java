package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.problem.Problem;
import dev.sluice.events.topic.Place;
import dev.sluice.events.topic.Retention;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.TopicSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicProblemsTest {

    private static final TopicName ORDERS = new TopicName(Namespace.DEFAULT, "orders");

    @Test
    void aTopicThatIsNotThereIsToldWithWhatToDo() {
        assertProblem(
                new TopicFault.NoSuchTopic(ORDERS),
                404,
                "no_such_topic",
                "There is no topic 'orders'. 'sluice topics list' or GET /topics shows those there are;"
                        + " 'sluice topics create orders' or PUT /topics/orders makes it.");
    }

    @Test
    void aTopicThatIsOtherwiseIsToldWithBothSettings() {
        TopicSettings there = new TopicSettings(
                Optional.of(1), Optional.of(1), Optional.of(Retention.parse("7d")), Optional.of(1_048_588));
        TopicSettings wanted = new TopicSettings(Optional.of(4), Optional.empty(), Optional.empty(), Optional.empty());

        Problem problem = assertProblem(
                new TopicFault.Exists(ORDERS, there, wanted),
                409,
                "topic_exists",
                "The topic 'orders' has partitions 1, replication 1, retention 7d, maxMessageBytes 1048588, and not"
                        + " partitions 4. Leave it as it is, or delete it, with all its records, and make it anew.");

        assertThat(problem.more())
                .containsEntry("there", "partitions 1, replication 1, retention 7d, maxMessageBytes 1048588")
                .containsEntry("wanted", "partitions 4");
    }

    @Test
    void namesThatCollideAreBothTold() {
        assertProblem(
                new TopicFault.Collides(ORDERS, "or_ders"),
                409,
                "topic_name_collides",
                "The topic 'orders' cannot be made beside 'or_ders': Kafka's metrics write '.' as '_', and would take the"
                        + " two for one. Take another name.");
    }

    @Test
    void aRecordThatIsTooLargeIsToldWithBothNumbers() {
        Problem problem = assertProblem(
                new TopicFault.TooLarge(ORDERS, 3, 1001, 1000),
                413,
                "record_too_large",
                "Record 3 has 1001 bytes, with key, header fields and what Kafka adds, and the topic 'orders' takes 1000."
                        + " Nothing was published. Send less, or make the topic with a larger maxMessageBytes.");

        assertThat(problem.more()).containsEntry("bytes", 1001L).containsEntry("allowed", 1000L);
    }

    @Test
    void ofSeveralRecordsTheKeptOnesAreToldBeforeWhatBecameOfTheFirstOther() {
        TopicFault why = new TopicFault.NotAcknowledged("It is not known.");

        Problem problem = assertProblem(
                new TopicFault.PartlyKept(Map.of(2, new Place(0, 18), 0, new Place(1, 7)), 3, why),
                503,
                "not_acknowledged",
                "Of 3 records Kafka has 2, which 'kept' names; send the others again. It is not known.");

        assertThat(problem.toJson())
                .contains("\"kept\":[\"record 0: partition 1, offset 7\",\"record 2: partition 0, offset 18\"]");
    }

    @Test
    void whatIsAwayMayBeTriedAgain() {
        assertThat(assertProblem(new TopicFault.BrokerAway("It is away."), 503, "broker_away", "It is away.")
                        .retryAfterHeader())
                .contains("2");
    }

    private static Problem assertProblem(TopicFault fault, int status, String reason, String detail) {
        Problem problem = TopicProblems.of(fault);
        assertThat(problem.detail()).isEqualTo(detail);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.kind().reason()).isEqualTo(reason);
        assertThat(problem.kind().component().word()).isEqualTo("events");
        return problem;
    }
}
