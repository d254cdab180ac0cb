package dev.sluice.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTest {

    @Test
    void aTextIsUtf8AndSaysSo() {
        Response response = Response.text("é");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).containsExactly(Map.entry("Content-Type", "text/plain; charset=utf-8"));
        assertThat(((Response.Body.Bytes) response.body()).bytes()).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachMethodLeavesTheResponseAsItWas() {
        Response first = Response.ok();
        Response second = first.header("X-A", "1").header("X-A", "2").body(new byte[1]);

        assertThat(first.headers()).isEmpty();
        assertThat(first.body()).isEqualTo(new Response.Body.Empty());
        assertThat(second.headers()).containsExactly(Map.entry("X-A", "1"), Map.entry("X-A", "2"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100, 199, 600})
    void aStatusOutOfBoundsIsRefused(int status) {
        assertThatThrownBy(() -> Response.status(status))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status " + status + " is not allowed: 200 to 599");
    }
}
