package dev.sluice.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory: ${MEMORY} | memory: 1Gi",
                "a: ${MEMORY}${MEMORY:-2Gi} | a: 1Gi1Gi",
                "a: ${NONE:-2Gi} | a: 2Gi",
                "a: x${NONE:-} | a: x",
                "a: ${EMPTY:-2Gi} | a: 2Gi",
                "a: x${EMPTY} | a: x",
                "a: $${MEMORY} | a: ${MEMORY}",
                "a: $MEMORY | a: $MEMORY",
                "a: ${.x} ${ MEMORY } | a: ${.x} ${ MEMORY }",
                "a: ${BACK} | a: $1\\",
                "# ${NONE} | # ${NONE}"
            })
    void variablesAreReplacedAndAllElseStays(String line, String replaced) throws IOException {
        Variables variables = Variables.of(Map.of("MEMORY", "1Gi", "EMPTY", "", "BACK", "$1\\"), List.of());

        assertThat(variables.in(file("spec.yaml", line))).isEqualTo(replaced);
    }

    @Test
    void aVariableThatIsNotSetIsRefusedWithFileAndLine() throws IOException {
        Path spec = file("spec.yaml", "memory: 1Gi\n\ntimeout: ${TIMEOUT}\n");

        assertThatThrownBy(() -> Variables.of(Map.of(), List.of()).in(spec))
                .hasMessage("In " + spec
                        + ", line 3: the variable TIMEOUT is not set: set it, name a file with --env-file, write"
                        + " ${TIMEOUT:-default}, or $${TIMEOUT} for the text itself.");
    }

    @Test
    void aValueOfSeveralLinesIsRefusedForItWouldChangeWhatTheSpecSays() throws IOException {
        Path spec = file("spec.yaml", "a: ${KEY}");

        assertThatThrownBy(() -> Variables.of(Map.of("KEY", "1\nmemory: 16Gi"), List.of())
                        .in(spec))
                .hasMessage("In " + spec
                        + ", line 1: the variable KEY has several lines, which a spec cannot take: use a secret.");
    }

    @Test
    void filesWinOverTheEnvironmentAndTheLaterOverTheEarlier() throws IOException {
        Path first = file("first.env", "# of all\n\nexport A=1\nB = 'of the first'\nC=\"c # c\"\n");
        Path second = file("second.env", "A=2\n");
        Variables variables = Variables.of(Map.of("A", "0", "D", "of the environment"), List.of(first, second));

        assertThat(variables.in(file("spec.yaml", "${A} ${B} ${C} ${D}")))
                .isEqualTo("2 of the first c # c of the environment");
    }

    @Test
    void aLineOfAnEnvFileThatIsNoneIsRefusedWithItsNumber() throws IOException {
        Path wrong = file("wrong.env", "A=1\nB: 2\n");

        assertThatThrownBy(() -> Variables.of(Map.of(), List.of(wrong)))
                .hasMessage("In " + wrong + ", line 2: it is not written NAME=value.");
        assertThatThrownBy(() -> Variables.of(Map.of(), List.of(folder.resolve("none.env"))))
                .hasMessageContaining("there is no such file");
    }
}
