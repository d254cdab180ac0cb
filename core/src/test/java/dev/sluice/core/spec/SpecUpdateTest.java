package dev.sluice.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecUpdateTest {

    private static final FunctionSpec KEPT = read(Map.of(
            "memory",
            "512Mi",
            "timeout",
            "5s",
            "environment",
            Map.of("A", "1", "B", "2"),
            "secrets",
            Map.of("S", "db"),
            "labels",
            Map.of("team", "a"),
            "access",
            "token",
            "errors",
            "brief",
            "decorators",
            List.of("cors", Map.of("timeout", "2s"))));

    @Test
    void nothingKeepsEverything() {
        assertThat(applied(SpecUpdate.NOTHING, false)).isEqualTo(KEPT);
        assertThat(applied(SpecUpdate.NOTHING, true)).isEqualTo(KEPT);
    }

    @Test
    void fieldsChangeSingleKeys() {
        FunctionSpec changed = applied(patch("memory", "1Gi", "env.B", "3", "env.C", "4", "label.tier", "x"), true);

        assertThat(SpecDifference.between(KEPT, changed))
                .containsExactly(
                        difference("memory", "512Mi", "1Gi"),
                        difference("environment.B", "2", "3"),
                        new SpecDifference("environment.C", Optional.empty(), Optional.of("4")),
                        new SpecDifference("labels.tier", Optional.empty(), Optional.of("x")));
    }

    @Test
    void fieldsCanBeTakenAway() {
        FunctionSpec changed = applied(patch("unset", "env.A, memory,decorators,errors", "env.B", "3"), false);

        assertThat(SpecDifference.between(KEPT, changed))
                .containsExactly(
                        difference("memory", "512Mi", "256Mi"),
                        new SpecDifference("environment.A", Optional.of("1"), Optional.empty()),
                        difference("environment.B", "2", "3"),
                        new SpecDifference("errors", Optional.of("brief"), Optional.empty()),
                        new SpecDifference(
                                "decorators",
                                Optional.of(List.of("cors", Map.of("timeout", "2s"))),
                                Optional.of(List.of())));
    }

    @Test
    void takingAwayWhatCannotBeThereIsTold() {
        assertThat(FunctionReader.read(
                        patch("unset", "memroy").applied(Optional.of(KEPT), false), DecoratorRules.CHECKED_BEFORE))
                .isEqualTo(new Binding.Refused<>(List.of(new SpecProblem(
                        "memroy",
                        "unknown key 'memroy': did you mean 'memory'?",
                        "a map with the keys " + String.join(", ", FunctionReader.KIND.keys())))));
    }

    @Test
    void aReplacementKeepsNothing() {
        assertThat(applied(new SpecUpdate.Replacement(Map.of("timeout", "5s")), false))
                .isEqualTo(read(Map.of("timeout", "5s")));
        assertThat(applied(((SpecUpdate.Patch) SpecUpdate.NOTHING).alone(), false))
                .isEqualTo(read(Map.of()));
    }

    @Test
    void theHandlerIsLeftToNewCodeUnlessItIsTold() {
        assertThat(SpecUpdate.NOTHING.applied(Optional.of(KEPT), true)).doesNotContainKeys("handler", "runtime");
        assertThat(SpecUpdate.NOTHING.applied(Optional.of(KEPT), false)).containsEntry("handler", "demo.Hello");
        assertThat(patch("handler", "a.B").applied(Optional.of(KEPT), true)).containsEntry("handler", "a.B");
    }

    @Test
    void anUpstreamTakesThePlaceOfCodeAndCodeThatOfAnUpstream() {
        Map<String, ?> upstream = patch("upstream", "http://a.org").applied(Optional.of(KEPT), false);
        assertThat(upstream).containsOnlyKeys("upstream", "timeout", "labels", "access", "errors", "decorators");

        FunctionSpec api = ((Binding.Bound<SpecDraft>) FunctionReader.read(upstream, DecoratorRules.CHECKED_BEFORE))
                .settings()
                .ofUpstream()
                .orElseThrow();
        FunctionSpec back = read(SpecUpdate.NOTHING.applied(Optional.of(api), true));
        assertThat(back.access()).isEqualTo(Access.TOKEN);
        assertThat(back.decorators()).isEqualTo(KEPT.decorators());
        assertThat(SpecDifference.between(api, back))
                .extracting(SpecDifference::key)
                .contains("handler", "upstream");
    }

    private static SpecDifference difference(String key, String from, String to) {
        return new SpecDifference(key, Optional.of(from), Optional.of(to));
    }

    private static SpecUpdate patch(String... fields) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.put(fields[i], fields[i + 1]);
        }
        return new SpecUpdate.Patch(all);
    }

    private static FunctionSpec applied(SpecUpdate update, boolean newCode) {
        return read(update.applied(Optional.of(KEPT), newCode));
    }

    private static FunctionSpec read(Map<String, ?> tree) {
        Binding<SpecDraft> reading = FunctionReader.read(tree, DecoratorRules.CHECKED_BEFORE);
        return ((Binding.Bound<SpecDraft>) reading).settings().complete(new RuntimeName("java25"), "demo.Hello");
    }
}
