package dev.sluice.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionNameTest {

    private static final FunctionName THERE = new FunctionName(new Namespace("team-a"), "hello");

    @Test
    void theDefaultNamespaceIsLeftOut() {
        FunctionName here = new FunctionName("hello");

        assertThat(here).hasToString("hello").isEqualTo(new FunctionName(new Namespace("default"), "hello"));
        assertThat(here.path()).isEqualTo("/function/hello");
        assertThat(THERE).hasToString("team-a/hello");
        assertThat(THERE.path()).isEqualTo("/namespaces/team-a/function/hello");
        assertThat(here.in(new Namespace("team-a"))).isEqualTo(THERE);
    }

    @Test
    void theTextOfANameIsReadAgain() {
        for (FunctionName name : List.of(new FunctionName("hello"), THERE)) {
            assertThat(FunctionName.ofValue(name.value())).contains(name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "a/", "/a", "a/b/c", "default/hello", "Team/hello", "team-a/Hello", "../hello", "a/.."})
    void otherTextsAreNoNames(String text) {
        assertThat(FunctionName.ofValue(text)).isEmpty();
    }

    @Test
    void aSpecCannotNameAnotherNamespace() {
        assertThatThrownBy(() -> FunctionName.parse("team-a/hello"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("function name 'team-a/hello' is not allowed: " + FunctionName.RULE);
    }

    @Test
    void aNamespaceIsALabel() {
        assertThatThrownBy(() -> new Namespace("Team A"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("namespace 'Team A' is not allowed: " + Namespace.RULE);
        assertThat(Namespace.isValid("a".repeat(64))).isFalse();
    }
}
