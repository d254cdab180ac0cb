package dev.sluice.events.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.topic.TopicDefaults;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.topic.TopicReport;
import dev.sluice.events.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Published events on a real broker: who holds them, and until when. */
class EventBusTest {

    private static final Topics TOPICS = new Topics(
            BrokerFixture.cluster(), new TopicNames("sluice."), new TopicDefaults(Optional.empty(), Optional.empty()));

    private final Namespace namespace = new Namespace(BrokerFixture.freshName("ns"));
    private final BusTopics names = new BusTopics("sluice.");
    private final Subscribed subscribers = new Subscribed();
    private final EventBus bus = new EventBus(TOPICS, names, 2, subscribers);
    private final BusTrimmer trimmer = new BusTrimmer(BrokerFixture.cluster(), bus);

    @AfterAll
    static void close() {
        TOPICS.close();
    }

    /** Those who subscribe in the one namespace; another one comes after so many questions. */
    private final class Subscribed implements Subscribers {

        private final List<String> groups = new ArrayList<>();
        private int comes = Integer.MAX_VALUE;

        @Override
        public Set<Namespace> namespaces() {
            return groups.isEmpty() ? Set.of() : Set.of(namespace);
        }

        @Override
        public Set<String> groups(Namespace asked) {
            if (comes-- == 0) {
                groups.add("late");
            }
            return Set.copyOf(groups);
        }
    }

    private static CloudEvent event(int number, String... more) {
        Map<String, String> attributes =
                new HashMap<>(Map.of("id", Integer.toString(number), "source", "/shop", "type", "order.created"));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i], more[i + 1]);
        }
        return new CloudEvent(attributes, Optional.empty(), Optional.of(new byte[] {1}));
    }

    private int publish(int count) throws TopicException {
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(i, "partitionkey", "one"));
        }
        return bus.publish(namespace, events, List.of());
    }

    /** The partition with all events of the one key. */
    private TopicReport.Partition partition() throws TopicException {
        return TOPICS.describe(names.of(namespace)).partitions().stream()
                .filter(each -> each.end() > 0)
                .findFirst()
                .orElseThrow();
    }

    private void settle(String group, long offset) throws TopicException, ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (TopicReport.Partition each : TOPICS.describe(names.of(namespace)).partitions()) {
            committed.put(
                    new TopicPartition(names.of(namespace).kafkaName(), each.partition()),
                    new OffsetAndMetadata(Math.min(offset, each.end())));
        }
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            admin.alterConsumerGroupOffsets(group, committed).all().get();
        }
    }

    @Test
    void whatAllHaveSettledIsDeletedAndNothingElse() throws Exception {
        String slow = BrokerFixture.freshName("slow");
        String fast = BrokerFixture.freshName("fast");
        subscribers.groups.addAll(List.of(slow, fast));
        assertThat(publish(10)).isEqualTo(2);
        settle(fast, 10);

        trimmer.trim();
        assertThat(partition().begin()).as("one has not begun").isZero();

        settle(slow, 4);
        trimmer.trim();
        assertThat(partition().begin()).isEqualTo(4);
        assertThat(partition().end()).isEqualTo(10);

        subscribers.groups.remove(slow);
        trimmer.trim();
        assertThat(partition().begin()).as("the slow one is removed").isEqualTo(10);
    }

    @Test
    void nothingIsDeletedWhileSomebodyComes() throws Exception {
        String group = BrokerFixture.freshName("group");
        subscribers.groups.add(group);
        publish(5);
        settle(group, 5);
        subscribers.comes = 1;

        trimmer.trim();
        assertThat(subscribers.groups).contains("late");
        assertThat(partition().begin()).isZero();
    }

    @Test
    void whereNobodySubscribesTheLastOnesStay() throws TopicException {
        assertThat(publish(1_300)).isZero();

        trimmer.trim();
        assertThat(partition().begin()).isEqualTo(300);
        assertThat(partition().end()).isEqualTo(1_300);
    }

    @Test
    void whatWaitsIsBounded() throws TopicException {
        subscribers.groups.add(BrokerFixture.freshName("idle"));
        publish(3);
        bus.seen(namespace, new BusBacklog(BusBacklog.MOST_EVENTS + 1, 17));
        assertThatThrownBy(() -> publish(1))
                .isInstanceOfSatisfying(
                        TopicException.class,
                        e -> assertThat(e.fault())
                                .isEqualTo(new TopicFault.BacklogFull(
                                        "Of published events 1000001 wait for a subscriber, with 17"
                                                + " bytes, and up to 1000000 with 4294967296 may: see with 'sluice get triggers' which"
                                                + " trigger is paused or behind, and publish again when it has caught up. Nothing was"
                                                + " published.")));

        trimmer.trim();
        assertThat(publish(1)).as("what waits is seen anew").isEqualTo(1);
    }

    @Test
    void eventsAboutTheSameStayInOrder() throws TopicException {
        List<CloudEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(event(i, "subject", "orders/17"));
        }
        bus.publish(namespace, events, List.of());
        assertThat(partition().end()).isEqualTo(20);
    }

    @Test
    void aTopicThatSomebodyDeletedIsMadeAnew() throws TopicException {
        publish(1);
        TOPICS.delete(names.of(namespace));
        publish(2);
        assertThat(partition().end()).isEqualTo(2);
    }
}
