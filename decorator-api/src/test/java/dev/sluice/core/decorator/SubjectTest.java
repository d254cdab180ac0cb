package dev.sluice.core.decorator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ann@example.com | ann@example.com
            a+b             | a+b
            100%            | 100%25
            José            | Jos%C3%A9
            Зоя             | %D0%97%D0%BE%D1%8F
            Ann Lee         | Ann%20Lee
            🦉              | %F0%9F%A6%89
            """)
    void everyNameHasOneFormInTheHeader(String name, String field) {
        assertThat(Subject.encoded(name)).isEqualTo(field);
        assertThat(Subject.of(Headers.of("sluice-subject", field))).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%", "%", "%4", "%zz", "%-1", "%C3", "%ED%A0%80", "José", "a b", ""})
    void whatIsNotEncodedIsNobody(String field) {
        assertThat(Subject.of(Headers.of("Sluice-Subject", field))).isEmpty();
    }
}
