package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.function.FunctionName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootFunctionTest {

    private final RootFunction root = RootFunction.of(Optional.of("hello")).orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/b",
                "/functions",
                "/functions/hello",
                "/secrets/a",
                "/openapi",
                "/healthy",
                "/metrics/a",
                "//health/live"
            })
    void theFunctionAnswersWhereThePlatformWouldBeManaged(String path) {
        assertThat(root.answersAt(path)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "*",
                "/function/hello",
                "/async-function/hello",
                "/namespaces/a/function/b",
                "/hooks/a",
                "/health",
                "/health/ready",
                "/health/../functions",
                "/metrics"
            })
    void pathsOfCallsAndOfWhoeverWatchesTheGatewayStayThePlatforms(String path) {
        assertThat(root.answersAt(path)).isFalse();
    }

    @Test
    void aFunctionOfAnotherNamespaceIsNamedWithIt() {
        assertThat(RootFunction.of(Optional.of("team-a/hello")).map(RootFunction::name))
                .isEqualTo(FunctionName.ofValue("team-a/hello"));
    }

    @Test
    void aSettingThatIsNoNameSaysHowToWriteIt() {
        assertThatThrownBy(() -> RootFunction.of(Optional.of("Hello World")))
                .hasMessage(
                        "sluice.root-function is 'Hello World', which is no name of a function: write it as in hello or"
                                + " team-a/hello");
    }
}
