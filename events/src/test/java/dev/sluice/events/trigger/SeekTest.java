package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.Resource;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.pump.StartPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Triggers that go on elsewhere, on a real broker. */
class SeekTest extends TriggersOnBroker {

    private static final String[] VALUES = {"a", "b", "c", "d", "e", "f", "g", "h"};

    private List<String> all() {
        List<String> all = new ArrayList<>();
        open.forEach(gateway -> all.addAll(gateway.values()));
        return all;
    }

    private void awaitCalls(int count) {
        await().atMost(PATIENCE).until(() -> all().size() >= count);
        await().atMost(PATIENCE)
                .until(() -> open.stream()
                        .allMatch(gateway -> gateway.triggers
                                .state(TRIGGER)
                                .report()
                                .filter(report -> report.lag() == 0)
                                .isPresent()));
        assertThat(all()).hasSize(count);
    }

    private Sought.Kept seek(TriggerGateway gateway, String to) throws Exception {
        Sought sought = gateway.triggers.seek(TRIGGER, SeekTarget.parse(to), to);
        assertThat(sought).isInstanceOf(Sought.Kept.class);
        return (Sought.Kept) sought;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            return admin.listConsumerGroupOffsets(prefix + "trigger.default.ship")
                    .partitionsToOffsetAndMetadata()
                    .get();
        }
    }

    private void awaitCommitted(long records) {
        await().atMost(PATIENCE)
                .until(() -> committed().values().stream()
                                .mapToLong(OffsetAndMetadata::offset)
                                .sum()
                        == records);
    }

    @Test
    void gatewaysThatShareAGroupGoOnWhereOneOfThemIsTold() throws Exception {
        TriggerGateway one = gateway();
        publish(VALUES);
        awaitCalls(8);
        TriggerGateway other = gateway();
        awaitCommitted(8);

        Sought.Kept kept = seek(other, "earliest");

        assertThat(kept.from().values().stream().mapToLong(each -> each).sum()).isEqualTo(8);
        assertThat(kept.to().values()).containsExactly(0L, 0L);
        awaitCalls(16);
        assertThat(one.triggers.lastSeek(TRIGGER).map(Resource::spec).map(TriggerSeek::to))
                .contains("earliest");
        awaitCommitted(8);
        assertThat(committed().values())
                .allSatisfy(offset -> assertThat(offset.metadata()).matches("1 s[0-9a-z]+( h.*)?"));
    }

    @Test
    void oneThatIsPausedGoesOnThereWhenItIsResumedAlsoAfterAnEnd() throws Exception {
        TriggerGateway first = gateway();
        publish(VALUES);
        awaitCalls(8);
        awaitCommitted(8);
        assertThat(first.triggers.pause(TRIGGER, true)).isTrue();
        await().atMost(PATIENCE)
                .until(() -> first.triggers.state(TRIGGER).word().equals("paused"));
        seek(first, "1970-01-01T00:00:00Z");
        publish("late");
        seek(first, "latest");
        publish("later");
        awaitCommitted(9);
        assertThat(all()).hasSize(8);
        open.remove(first);
        first.close();

        TriggerGateway next = gateway();
        assertThat(next.triggers.pause(TRIGGER, false)).isTrue();

        awaitCalls(1);
        assertThat(next.values()).containsExactly("later");
        assertThat(next.triggers.pause(new TriggerId(Namespace.DEFAULT, "nobody"), true))
                .isFalse();
    }

    @Test
    void onePartitionIsSetAndTheOtherStaysWhereItIs() throws Exception {
        TriggerGateway gateway = gateway();
        publish(VALUES);
        awaitCalls(8);
        awaitCommitted(8);
        long end = Objects.requireNonNull(committed().get(new TopicPartition(topic, 1)))
                .offset();

        Sought.Kept kept = seek(gateway, topic + "/1@" + (end - 1));

        assertThat(kept.to()).isEqualTo(Map.of(new TopicPartition(topic, 1), end - 1));
        awaitCalls(9);
        assertThat(gateway.triggers.seek(TRIGGER, SeekTarget.parse(topic + "/1@99"), ""))
                .isEqualTo(new Sought.NoSuchPlace(
                        "Partition 1 of '" + topic + "' has no offset 99. Allowed: 0 to " + end + "."));
        assertThat(gateway.triggers.seek(TRIGGER, SeekTarget.parse("other/1@0"), ""))
                .isEqualTo(new Sought.NoSuchPlace("The trigger reads no partition 1 of a topic 'other'."));
    }

    @Test
    void whatHasNotBegunIsNotSet() throws Exception {
        TriggerGateway gateway = gateway();
        apply("new", Map.of("topic", Map.of("name", topic + "-none")));
        TriggerId fresh = new TriggerId(Namespace.DEFAULT, "new");

        assertThat(gateway.triggers.seek(fresh, SeekTarget.parse("latest"), "latest"))
                .isEqualTo(new Sought.NoSuchPlace("None of the topics of the trigger is there: create one first."));
        assertThat(gateway.triggers.seek(
                        new TriggerId(Namespace.DEFAULT, "nobody"), SeekTarget.parse("latest"), "latest"))
                .isEqualTo(new Sought.NoSuchTrigger());
    }

    @Test
    void aPlaceIsWrittenInOneOfFourWays() {
        assertThat(SeekTarget.parse("earliest")).isEqualTo(new SeekTarget.Everywhere(StartPosition.EARLIEST));
        assertThat(SeekTarget.parse("2026-11-28T09:00:00Z"))
                .isEqualTo(new SeekTarget.Everywhere(StartPosition.parse("2026-11-28T09:00:00Z")));
        assertThat(SeekTarget.parse("a.b/3@17")).isEqualTo(new SeekTarget.Exactly("a.b", 3, 17));
        assertThatThrownBy(() -> SeekTarget.parse("soon"))
                .hasMessage("'soon' is no place to go on at. Allowed: earliest, latest, a time as in"
                        + " 2026-11-28T09:00:00Z, or TOPIC/PARTITION@OFFSET as in orders/0@17.");
    }
}
