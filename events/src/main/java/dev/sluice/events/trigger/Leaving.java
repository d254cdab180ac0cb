package dev.sluice.events.trigger;

import dev.sluice.events.pump.ConsumerReport;
import dev.sluice.events.topic.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is told of a trigger that is deleted: where it stood, and what becomes of that. */
final class Leaving {

    /** So many partitions are named. */
    private static final int NAMED = 16;

    private Leaving() {}

    /** @param redriven how many of its dead letters wait to be tried again */
    static String told(
            TriggerId id, TriggerSettings settings, Reading reading, Optional<ConsumerReport> report, long redriven) {
        List<ConsumerReport.Place> places =
                report.map(ConsumerReport::partitions).orElse(List.of());
        StringBuilder told = new StringBuilder("The trigger '" + id.name() + "' is deleted");
        if (!places.isEmpty()) {
            told.append(" at ").append(shown(places));
            told.append(", with ").append(report.orElseThrow().lag()).append(" offsets not done");
        }
        told.append(
                settings.events().isPresent()
                        ? ". One that is made again under its name is a new subscriber."
                        : ". Kafka keeps its place for the group '" + reading.group()
                                + "': one that is made again under its name goes on there.");
        if (redriven > 0) {
            told.append(" Of its dead letters, ")
                    .append(redriven)
                    .append(" were redriven and not done: they wait until there is a trigger of this name.");
        }
        return told.toString();
    }

    private static String shown(List<ConsumerReport.Place> places) {
        String first = places.stream().limit(NAMED).map(Leaving::shown).collect(Collectors.joining(", "));
        return places.size() <= NAMED ? first : first + " and " + (places.size() - NAMED) + " more";
    }

    private static String shown(ConsumerReport.Place place) {
        String topic = TopicName.ofKafka(place.topic()).map(TopicName::name).orElse(place.topic());
        return topic + "/" + place.partition() + "@" + place.position();
    }
}
