package dev.sluice.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A kind beside functions needs its record and nothing more. */
class KindTest {

    record Bell(
            @Setting(value = "how often it rings", least = "1s", most = "24h", otherwise = "1h")
            Duration every,

            @Setting("what it says") String word) {}

    private static final Kind<Bell> BELLS = new Kind<>("sluice.dev/v1beta1", "Bell", Bell.class);

    private static Map<String, @Nullable Object> document(String key, @Nullable Object value) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>(BELLS.head(Map.of("name", "tower")));
        document.put("spec", Map.of("word", "ding"));
        document.put(key, value);
        return document;
    }

    private static List<SpecProblem> problems(Map<String, @Nullable Object> document) {
        return ((Binding.Refused<Kind.Document<Bell>>) BELLS.read(document)).problems();
    }

    @Test
    void aDocumentIsReadByTheRecord() {
        var read = BELLS.read(document("metadata", Map.of("name", "tower", "labels", Map.of("place", "roof"))));

        assertThat(read)
                .isEqualTo(new Binding.Bound<>(new Kind.Document<>(
                        new Metadata(
                                Optional.of("tower"),
                                Optional.empty(),
                                Map.of(new LabelName("place"), new LabelValue("roof"))),
                        new Bell(Duration.ofHours(1), "ding"))));
    }

    @Test
    void whatIsAroundTheSpecIsHeldToTheKind() {
        assertThat(problems(document("kind", "Function")))
                .containsExactly(new SpecProblem("kind", "kind is 'Function'", "Bell"));
        assertThat(problems(document("apiVersion", 1L)))
                .containsExactly(new SpecProblem("apiVersion", "apiVersion is '1'", "sluice.dev/v1beta1"));
        assertThat(problems(document("kind", null)))
                .containsExactly(new SpecProblem("kind", "kind is missing", "Bell"));
        assertThat(problems(document("kind", List.of())))
                .containsExactly(new SpecProblem("kind", "kind is a list", "a text"));
    }

    @Test
    void everythingThatIsWrongIsToldWithItsPlace() {
        Map<String, @Nullable Object> document = document("spec", Map.of("every", "2d"));
        document.put("metadata", Map.of("name", "Tower"));
        document.put("state", "loud");

        assertThat(problems(document))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactlyInAnyOrder(
                        tuple("state", "unknown key 'state'"),
                        tuple("metadata.name", "'Tower' is not allowed"),
                        tuple("spec.every", "'2d' is not a length of time"),
                        tuple("spec.word", "word is missing"));
    }

    @Test
    void peopleAndProgramsAreToldFromTheRecord() {
        assertThat(BELLS.describe()).extracting(SettingInfo::key).containsExactly("every", "word");
        Map<String, Object> schema = BELLS.schema(Map.of());

        assertThat(schema.get("title")).isEqualTo("Bell");
        assertThat(schema.get("properties"))
                .hasFieldOrPropertyWithValue("apiVersion", Map.of("const", "sluice.dev/v1beta1"))
                .extracting("spec.required")
                .isEqualTo(List.of("word"));
    }
}
