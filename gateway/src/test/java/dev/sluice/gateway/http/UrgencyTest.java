package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrgencyTest {

    @ParameterizedTest
    @ValueSource(strings = {"u=7", "u=7, i", "i,u=7", " u=7 ;x=1 ", "u=1, u=7", "a=\"x, \\\" u=1\", u=7", "i=?0,\tu=7"})
    void theLowestUrgencyIsThatOfBackgroundTasks(String field) {
        assertThat(Urgency.isBackground(field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i",
                "u=1",
                "u=0, i",
                "u=6",
                "u=7, u=3",
                "u=8",
                "u=77",
                "u=-7",
                "u=7.0",
                "U=7",
                "u",
                "u=",
                "u=\"7\"",
                "a=\"u=7",
                "a=\", u=7\"",
                "background",
                ",",
                "=7",
                "xu=7",
                "u =7"
            })
    void anythingElseIsInteractive(String field) {
        assertThat(Urgency.isBackground(field)).isFalse();
    }
}
