package dev.sluice.events.trigger;

import dev.sluice.events.pump.Keeping;
import dev.sluice.events.topic.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What the retention of the topics of a trigger may take from it before it is done. */
record Retentions(TriggerSettings settings, boolean waits) {

    /** {@code topics}: as Kafka names them. */
    List<String> sentences(SortedMap<String, Keeping> topics) {
        List<String> sentences = new ArrayList<>();
        topics.forEach((topic, keeping) -> {
            keeping.time().ifPresent(time -> ofTime(sentences, topic, time));
            keeping.bytes()
                    .ifPresent(bytes -> sentences.add("The topic " + topic + " keeps " + bytes
                            + " bytes of each partition at most: records that wait can be deleted at any age, when more come."
                            + " Raise its retention.bytes if none may be lost."));
        });
        return sentences;
    }

    private void ofTime(List<String> sentences, String topic, Duration time) {
        String kept = "The topic " + topic + " keeps records for " + new Retention(Optional.of(time));
        Duration age = settings.retry().age();
        if (time.compareTo(age) < 0) {
            sentences.add(kept + ", and one is tried for up to " + new Retention(Optional.of(age))
                    + " (retry.age): Kafka may delete it before that. Keep records for longer, or try them for less.");
        } else if (waits) {
            sentences.add(kept + ": what waits for longer while the trigger does not run is deleted unread.");
        }
    }
}
