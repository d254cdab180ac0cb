package dev.sluice.events.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.HttpEvents;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the CloudEvents SDK for JavaScript, 10.0.0, has written of one event is read here as that event. */
class JavaScriptSdkTest {

    @ParameterizedTest
    @CsvSource({"binary, 1", "structured, 1", "batch, 2"})
    void itsMessagesAreRead(String mode, int count) throws Exception {
        JsonNode message;
        try (InputStream in =
                Objects.requireNonNull(JavaScriptSdkTest.class.getResourceAsStream("/record/javascript-sdk.json"))) {
            message = new ObjectMapper().readTree(in).get(mode);
        }
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : message.get("headers").properties()) {
            fields.add(field.getKey());
            fields.add(field.getValue().asText());
        }
        byte[] body = message.get("body").asText().getBytes(StandardCharsets.UTF_8);

        List<CloudEvent> events = HttpEvents.readAll(Headers.of(fields.toArray(String[]::new)), body);

        assertThat(events).hasSize(count).allSatisfy(event -> {
            assertThat(event.attributes())
                    .isEqualTo(Map.of(
                            "id", "7",
                            "source", "/shop",
                            "type", "order.created",
                            "subject", "orders/17",
                            "time", "2026-11-28T09:00:00.000Z",
                            "partitionkey", "ada",
                            "priority", "3"));
            assertThat(event.contentType()).contains("application/json");
            assertThat(event.data())
                    .hasValueSatisfying(data ->
                            assertThat(new String(data, StandardCharsets.UTF_8)).isEqualTo("{\"total\":12.5}"));
        });
    }
}
