package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.document.StageName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FormerNamesTest {

    /** Stages in a row, and a sink of the last one; each a name, or {@code NAME was NAME}. */
    private static PipelineSettings row(String... names) {
        StringBuilder spec = new StringBuilder("source: {topic: t}\nstages:\n");
        String last = "source";
        for (int i = 0; i < names.length; i++) {
            String[] words = names[i].split(" was ");
            String was = words.length > 1 ? ", was: " + words[1] : "";
            if (i == names.length - 1) {
                spec.append("sinks:\n");
            }
            spec.append("  " + words[0] + ": {from: " + last + ", function: f" + was + "}\n");
            last = words[0];
        }
        return Written.settings(spec.toString());
    }

    private static FormerNames names(PipelineSettings before, PipelineSettings wanted) {
        return FormerNames.of(Optional.of(before), wanted);
    }

    private static Map<String, String> kept(PipelineSettings before, PipelineSettings wanted) {
        FormerNames names = names(before, wanted);
        assertThat(names.problems()).isEmpty();
        Map<String, String> kept = new TreeMap<>();
        names.keptAs().forEach((name, former) -> kept.put(name.value(), former.value()));
        return kept;
    }

    private static List<String> problems(PipelineSettings before, PipelineSettings wanted) {
        return names(before, wanted).problems().stream()
                .map(each -> each.path() + ": " + each.message())
                .toList();
    }

    @Test
    void aStageThatIsRenamedIsKeptAsTheNameThatItHadFirst() {
        PipelineSettings once = row("a", "b was x", "s was t");
        assertThat(kept(row("a", "x", "t"), once)).isEqualTo(Map.of("b", "x", "s", "t"));
        assertThat(kept(once, row("a", "c was b", "s"))).isEqualTo(Map.of("c", "x", "s", "t"));
        assertThat(kept(once, row("a", "x was b", "s")))
                .as("it has its first name again")
                .isEqualTo(Map.of("s", "t"));
    }

    @Test
    void aFormerNameMayBeLeftInOrLeftOutLater() {
        PipelineSettings once = row("a", "b was x", "s");
        assertThat(kept(once, once)).isEqualTo(Map.of("b", "x"));
        assertThat(kept(once, row("a", "b", "s"))).isEqualTo(Map.of("b", "x"));
        PipelineSettings twice = row("a", "c was b", "s")
                .was(names(once, row("a", "c was b", "s")).keptAs());
        assertThat(kept(twice, row("a", "c was b", "s"))).isEqualTo(Map.of("c", "x"));
    }

    @Test
    void aPipelineThatIsNotThereIsKeptAsItIsWritten() {
        FormerNames names = FormerNames.of(Optional.empty(), row("a", "b was x", "s"));
        assertThat(names.problems()).isEmpty();
        assertThat(names.keptAs()).isEqualTo(Map.of(new StageName("b"), new StageName("x")));
    }

    @Test
    void aNameThatNobodyHadIsRefused() {
        assertThat(problems(row("a", "small", "s"), row("a", "b was smal", "s")))
                .containsExactly(
                        "spec.stages.b.was: there is no 'smal' in the pipeline that is there, did you mean 'small'?");
        assertThat(names(row("a", "s"), row("a", "b was x", "s")).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.allowed()).isEqualTo("no was: this is new"));
    }

    @Test
    void aStageThatIsThereTakesOverNoOther() {
        assertThat(problems(row("a", "x", "s"), row("a was x", "s")))
                .containsExactly(
                        "spec.stages.a.was: there is a 'a' already, which keeps what it has: 'x' cannot become it");
    }

    @Test
    void theFirstNameOfAStageIsNotGivenToAnother() {
        PipelineSettings once = row("a", "b was x", "s");
        String sentence = "spec.stages.x: 'x' is what 'b' was called first, under which it is kept";
        assertThat(problems(once, row("a", "b", "x", "s"))).containsExactly(sentence);
        assertThat(problems(once, row("a", "x", "s")))
                .as("its items would be taken for those of 'b'")
                .containsExactly(sentence);
    }

    @Test
    void aSpecIsKeptWithTheFirstNames() {
        Map<String, Object> stages = new LinkedHashMap<>();
        stages.put("c", Map.of("from", "source", "function", "f", "was", "b"));
        stages.put("d", Map.of("from", "c", "function", "f", "was", "y"));
        FormerNames names = new FormerNames(Map.of(new StageName("c"), new StageName("x")), List.of());

        assertThat(names.in(Map.of("stages", stages, "paused", true)))
                .isEqualTo(Map.of(
                        "paused",
                        true,
                        "stages",
                        Map.of(
                                "c",
                                Map.of("from", "source", "function", "f", "was", "x"),
                                "d",
                                Map.of("from", "c", "function", "f"))));
    }
}
