package dev.sluice.core.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InvocationIdTest {

    @Test
    void anIdHasTheFormOfAnId() {
        assertThat(InvocationId.isValid(InvocationId.next(0).value())).isTrue();
        assertThat(InvocationId.isValid(InvocationId.next((1L << 48) - 1).value()))
                .isTrue();
        assertThat(InvocationId.isValid("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).isTrue();
    }

    @Test
    void whatHasAnotherFormIsNone() {
        for (String text : List.of(
                "",
                "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
                "/ZZZZZZZZZZZZZZZZZZZZZZZZZ",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZ",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZz",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZI",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZL",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZO",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZU",
                "7ZZZZZZZZZZZZZZZZZZZZZZZZ ")) {
            assertThat(InvocationId.isValid(text)).as(text).isFalse();
        }
    }
}
