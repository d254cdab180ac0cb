package dev.sluice.events.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicSettingsTest {

    private static final Settings<TopicSettings> SETTINGS = Settings.of(TopicSettings.class);

    @Test
    void whatIsToldIsReadAndTheRestIsLeftToTheBroker() {
        Binding<TopicSettings> read = SETTINGS.read(Map.of("partitions", 4L, "retention", "7d"), "");

        assertThat(read)
                .isEqualTo(new Binding.Bound<>(new TopicSettings(
                        Optional.of(4), Optional.empty(), Optional.of(Retention.parse("168h")), Optional.empty())));
    }

    @Test
    void whatIsWrongIsToldByItsKey() {
        Binding<TopicSettings> read = SETTINGS.read(Map.of("partitions", 0L, "retention", "a week"), "");

        assertThat(read)
                .isEqualTo(new Binding.Refused<>(List.of(
                        new SpecProblem("partitions", "0 is out of bounds", "a whole number, 1 to 10000"),
                        new SpecProblem("retention", "'a week' is not a length of time", Retention.RULE))));
    }

    @Test
    void onlyWhatIsToldMustAgree() {
        TopicSettings there = of(4, 1, "7d", 1_048_588);

        assertThat(none().agreeWith(there)).isTrue();
        assertThat(there.agreeWith(there)).isTrue();
        assertThat(of(3, 1, "7d", 1_048_588).agreeWith(there)).isFalse();
        assertThat(of(4, 2, "7d", 1_048_588).agreeWith(there)).isFalse();
        assertThat(of(4, 1, "forever", 1_048_588).agreeWith(there)).isFalse();
        assertThat(of(4, 1, "7d", 1_000).agreeWith(there)).isFalse();
        assertThat(there).hasToString("partitions 4, replication 1, retention 7d, maxMessageBytes 1048588");
    }

    @ParameterizedTest
    @CsvSource({
        "7d, 7d, 604800000",
        "168h, 7d, 604800000",
        "36h, 36h, 129600000",
        "500ms, 500ms, 500",
        "forever, forever, -1"
    })
    void aRetentionIsWrittenInItsLargestUnit(String text, String written, long millis) {
        Retention retention = Retention.parse(text);

        assertThat(retention).hasToString(written);
        assertThat(retention.millis()).isEqualTo(millis);
        assertThat(Retention.ofMillis(millis)).isEqualTo(retention);
    }

    private static TopicSettings none() {
        return new TopicSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static TopicSettings of(int partitions, int replication, String retention, int bytes) {
        return new TopicSettings(
                Optional.of(partitions),
                Optional.of(replication),
                Optional.of(Retention.parse(retention)),
                Optional.of(bytes));
    }
}
