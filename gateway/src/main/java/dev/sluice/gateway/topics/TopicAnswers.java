package dev.sluice.gateway.topics;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.events.topic.Place;
import dev.sluice.events.topic.Retention;
import dev.sluice.events.topic.TopicCreation;
import dev.sluice.events.topic.TopicLine;
import dev.sluice.events.topic.TopicPage;
import dev.sluice.events.topic.TopicReport;
import dev.sluice.events.topic.TopicSettings;
import java.util.List;
import java.util.Optional;

/** What is answered about topics. */
final class TopicAnswers {

    private TopicAnswers() {}

    /** A topic in a list. */
    public record Line(String name, int partitions, int replication) {

        static Line of(TopicLine line) {
            return new Line(line.topic().name(), line.partitions(), line.replication());
        }
    }

    /** A page of topics; {@code next} is what to give as {@code after} for more, and is missing on the last page. */
    public record Page(
            List<Line> topics,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> next) {

        static Page of(TopicPage page) {
            return new Page(
                    page.topics().stream().map(Line::of).toList(),
                    page.more() ? Optional.of(page.topics().getLast().topic().name()) : Optional.empty());
        }
    }

    /** How a topic is set. */
    public record Told(int partitions, int replication, String retention, int maxMessageBytes) {

        /** {@code settings} tell all. */
        static Told of(TopicSettings settings) {
            return new Told(
                    settings.partitions().orElseThrow(),
                    settings.replication().orElseThrow(),
                    settings.retention().map(Retention::toString).orElseThrow(),
                    settings.maxMessageBytes().orElseThrow());
        }
    }

    /** A topic that was made, or was there as wanted. */
    public record Made(String name, String kafkaName, Told settings, boolean created) {

        static Made of(TopicCreation creation) {
            return new Made(
                    creation.topic().name(),
                    creation.topic().kafkaName(),
                    Told.of(creation.settings()),
                    creation.created());
        }
    }

    /** How a topic stands. */
    public record Description(
            String name,
            String kafkaName,
            Told settings,
            String cleanup,
            List<TopicReport.Partition> partitions,
            List<TopicReport.Group> groups) {

        static Description of(TopicReport report) {
            return new Description(
                    report.topic().name(),
                    report.topic().kafkaName(),
                    Told.of(report.settings()),
                    report.cleanup(),
                    report.partitions(),
                    report.groups());
        }
    }

    /** Where records are kept, in the order in which they were sent. */
    public record Published(List<Place> records) {}
}
