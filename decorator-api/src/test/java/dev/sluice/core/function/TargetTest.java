package dev.sluice.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"any", "linux/amd64/glibc/python3.11", "linux/any/musl/any"})
    void aTextIsReadAndWrittenAlike(String text) {
        assertThat(Target.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "any, true",
        "linux/amd64/glibc/any, true",
        "linux/any/any/any, true",
        "linux/arm64/any/any, false",
        "windows/amd64/any/any, false"
    })
    void aMachineIsOneByItsSystemAndProcessor(String target, boolean includes) {
        assertThat(Target.parse(target).includes("linux", "amd64")).isEqualTo(includes);
    }

    @Test
    void whatIsNoTargetIsToldInASentence() {
        assertThatThrownBy(() -> Target.parse("linux/amd64"))
                .hasMessage("'linux/amd64' is no target: it must be any, or os/processor/libc/language");
        assertThatThrownBy(() -> Target.parse("linux/x86 64/any/any"))
                .hasMessage(
                        "'x86 64' is no part of a target: it must be a word of lower-case letters, digits and dots");
    }
}
