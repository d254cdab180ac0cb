package dev.sluice.gateway.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.SpecProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterProblemsTest {

    private static List<SpecProblem> logs(Object... logs) {
        return AdapterProblems.of(new Adapters(Map.of("logs", List.of(logs))), "adapters");
    }

    @Test
    void expressionsThatCannotBeUsedAreToldWhereAndWhy() {
        assertThat(logs(
                        Map.of("patterns", List.of("^ok", "a(b")),
                        Map.of("sidecar", "cache", "multiline", Map.of("start", "(?=a)b"))))
                .extracting(SpecProblem::path, SpecProblem::message)
                .containsExactly(
                        tuple(
                                "adapters.logs[0].patterns[1]",
                                "it is not an expression of RE2: error parsing regexp: missing closing ): `a(b`"),
                        tuple(
                                "adapters.logs[1].multiline.start",
                                "it is not an expression of RE2: error parsing regexp: invalid or unsupported Perl"
                                        + " syntax: `(?=`"));
    }

    @Test
    void anExpressionThatBecomesTooLargeIsRefused() {
        assertThat(logs(Map.of("patterns", List.of("((abc){30}){30}"))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .matches("it is too large: repeated parts make it \\d+ instructions, of 2000 at most"));
    }

    @Test
    void thoseThatCanBeUsedAreNoProblem() {
        assertThat(logs(Map.of("patterns", List.of("^(?P<level>\\w+): (?P<message>.*)$", "(?<a>b)"))))
                .isEmpty();
        assertThat(AdapterProblems.of(Adapters.NONE, "adapters")).isEmpty();
    }
}
