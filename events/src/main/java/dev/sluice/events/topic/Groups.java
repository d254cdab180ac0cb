package dev.sluice.events.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Which consumer groups have read from a topic, and how far. */
final class Groups {

    private final KafkaAnswers answers;

    Groups(KafkaAnswers answers) {
        this.answers = answers;
    }

    /** Those that noted an offset, by name. {@code ends}: of all partitions of the topic. */
    List<TopicReport.Group> of(Admin admin, TopicName topic, Map<TopicPartition, Long> ends) throws TopicException {
        Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
        Map<String, String> states = new HashMap<>();
        ListConsumerGroupOffsetsSpec partitions =
                new ListConsumerGroupOffsetsSpec().topicPartitions(List.copyOf(ends.keySet()));
        for (GroupListing group : answers.await(
                admin.listGroups(ListGroupsOptions.forConsumerGroups()).all(), topic)) {
            asked.put(group.groupId(), partitions);
            states.put(group.groupId(), word(group.groupState()));
        }
        if (asked.isEmpty()) {
            return List.of();
        }
        ListConsumerGroupOffsetsResult noted = admin.listConsumerGroupOffsets(asked);
        List<TopicReport.Group> groups = new ArrayList<>();
        for (String group : asked.keySet().stream().sorted().toList()) {
            // It may be deleted between the two questions.
            Map<TopicPartition, OffsetAndMetadata> offsets = answers.await(
                    KafkaAnswers.or(
                            noted.partitionsToOffsetAndMetadata(group), GroupIdNotFoundException.class, Map.of()),
                    topic);
            if (offsets.values().stream().anyMatch(Objects::nonNull)) {
                String state = Objects.requireNonNull(states.get(group));
                groups.add(new TopicReport.Group(group, state, lag(offsets, ends)));
            }
        }
        return groups;
    }

    private static String word(Optional<GroupState> state) {
        return state.map(each -> each.toString().toLowerCase(Locale.ROOT)).orElse("unknown");
    }

    private static long lag(Map<TopicPartition, OffsetAndMetadata> offsets, Map<TopicPartition, Long> ends) {
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata noted = offsets.get(end.getKey());
            if (noted != null) {
                lag += Math.max(0, end.getValue() - noted.offset());
            }
        }
        return lag;
    }
}
