package dev.sluice.runner.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class JsonBinderTest {

    private final JsonBinder binder = new JsonBinder(JsonBinderTest.class);

    record Stay(Date from, Locale language) {}

    @Test
    void aDateIsATimeInBothDirections() throws Exception {
        String json = "{\"from\":\"2026-11-23T16:00:00.250Z\",\"language\":\"en-GB\"}";

        Object stay = binder.type(Stay.class).read(new StringReader(json));

        assertThat(stay).isEqualTo(new Stay(Date.from(Instant.parse("2026-11-23T16:00:00.250Z")), Locale.UK));
        assertThat(new String(binder.write(new Stay(new Date(0), Locale.UK)), StandardCharsets.UTF_8))
                .isEqualTo("{\"from\":\"1970-01-01T00:00:00Z\",\"language\":\"en-GB\"}");
    }

    @Test
    void whatIsNoTimeIsRefusedWithAnExample() {
        assertThatThrownBy(() ->
                        binder.type(Stay.class).read(new StringReader("{\"from\":\"yesterday\",\"language\":\"en\"}")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the body's field 'from' is \"yesterday\" where a time such as 2026-11-23T16:00:00Z is"
                        + " expected");
    }
}
