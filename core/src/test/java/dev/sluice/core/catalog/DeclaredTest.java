package dev.sluice.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.spec.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeclaredTest {

    private record Inner(
            @Setting(value = "how long", otherwise = "1s") Duration time) {}

    private record Alarm(
            @Setting("who is woken") String who,
            @Setting("how often") List<Integer> times,
            @Setting("more") Inner inner) {}

    private static final Kind<Alarm> KIND = new Kind<>("sluice.dev/v1beta1", "Alarm", Alarm.class);
    private static final ResourceKind<Declared<Alarm>, Declared.Status> KEPT = Declared.kind(KIND, "alarms");

    private static Declared<Alarm> declared(Map<String, ? extends @Nullable Object> spec) {
        Map<String, Object> document = KIND.head(Map.of("name", "a", "labels", Map.of("team", "b")));
        document.put("spec", spec);
        return switch (KIND.read(document)) {
            case Binding.Bound<Kind.Document<Alarm>>(Kind.Document<Alarm> read) -> Declared.of(document, read);
            case Binding.Refused<Kind.Document<Alarm>>(var problems) -> throw new AssertionError(problems);
        };
    }

    @Test
    void whatWasWrittenIsKeptAsItWasAndWhatWasLeftOutIsNotAdded() {
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        spec.put("who", "me");
        spec.put("times", Arrays.asList(1, 2L));
        spec.put("inner", null);

        Declared<Alarm> declared = declared(spec);
        Map<String, Object> tree = KEPT.spec().write(declared);

        assertThat(tree).isEqualTo(Map.of("labels", Map.of("team", "b"), "who", "me", "times", List.of(1L, 2L)));
        assertThat(KEPT.spec().read(tree)).isEqualTo(declared);
        assertThat(declared.settings().inner().time()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatABuildDoesNotUnderstandIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> KEPT.spec().read(Map.of("who", "me", "inner", Map.of("time", "soon"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("spec.inner.time: ");
    }

    @Test
    void aCatalogKeepsThemByLabelAndStatus() {
        Declared.Status status = new Declared.Status(Instant.parse("2026-11-28T09:00:00Z"));
        assertThat(KEPT.status().read(KEPT.status().write(status))).isEqualTo(status);
        assertThat(KEPT.status().format(status)).isEqualTo(1);
        assertThat(KEPT.labels(declared(Map.of("who", "me")))).isEqualTo(Map.of("team", "b"));
    }

    @Test
    void theFunctionToWhichOneBelongsIsKeptInAFormatThatBuildsBeforeLeaveAlone() {
        Declared.Status status = new Declared.Status(
                Instant.parse("2026-11-28T09:00:00Z"),
                Optional.of(new Declared.Owner("ship", Map.of("topic", Map.of("name", "orders", "concurrency", 3)))));

        assertThat(KEPT.status().read(KEPT.status().write(status))).isEqualTo(status);
        assertThat(KEPT.status().format(status)).isEqualTo(4);
    }
}
