package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that are CloudEvents, as functions see them through the whole platform. */
@ExtendWith(SharedGateway.class)
class EventTest {

    private static final String STRUCTURED =
            "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/shop\",\"type\":\"order.placed\","
                    + "\"data\":{\"item\":\"shirt\",\"count\":2}}";

    @BeforeAll
    static void deploy(Gateway gateway) {
        gateway.deployed("ship-orders", Gateway.example("ship-orders"));
        gateway.deployed("hello", Gateway.example("hello"));
    }

    private static HttpResponse<String> event(Gateway gateway, String function, String type, String data) {
        return gateway.post(
                "/function/" + function,
                data,
                "ce-specversion",
                "1.0",
                "ce-id",
                "caf%C3%A9",
                "ce-source",
                "/shop",
                "ce-type",
                "order.placed",
                "Content-Type",
                type);
    }

    private static HttpResponse<String> send(Gateway gateway, String type, String body) {
        return gateway.post("/function/ship-orders", body, "Content-Type", type);
    }

    @Test
    void anEventInEachModeReachesAFunctionThatTakesEvents(Gateway gateway) throws IOException {
        String orders = Files.readString(Gateway.ROOT.resolve("examples/ship-orders/orders.json"));

        HttpResponse<String> binary =
                event(gateway, "ship-orders", "application/json", "{\"item\":\"umbrella\",\"count\":1}");
        HttpResponse<String> structured = send(gateway, "application/cloudevents+json", STRUCTURED);
        HttpResponse<String> batch = send(gateway, "application/cloudevents-batch+json", orders);

        assertThat(binary.body())
                .isEqualTo(
                        "{\"results\":[{\"status\":\"retry\",\"message\":\"umbrellas come back tomorrow\",\"after\":43200}]}");
        assertThat(structured.body()).isEqualTo("{\"results\":[{\"status\":\"done\"}]}");
        assertThat(batch.body())
                .isEqualTo("{\"results\":[{\"status\":\"done\"},"
                        + "{\"status\":\"failed\",\"message\":\"nobody ships -1 of shirt\"}]}");
    }

    @Test
    void whatIsNoEventIsRefusedBeforeTheFunctionRuns(Gateway gateway) {
        HttpResponse<String> none = send(gateway, "application/json", "{}");
        HttpResponse<String> malformed =
                send(gateway, "application/cloudevents+json", STRUCTURED.replace("\"source\":\"/shop\",", ""));

        OutcomeTest.problem(none, 400, "function", "bad_input");
        assertThat(none.body())
                .contains("the request is no event, and the function takes events: send the header fields");
        OutcomeTest.problem(malformed, 400, "function", "bad_input");
        assertThat(malformed.body())
                .contains("the event is malformed: it has no 'source', which every event must have");
    }

    @Test
    void aFunctionThatKnowsOnlyBodiesGetsTheData(Gateway gateway) {
        assertThat(event(gateway, "hello", "text/plain", "Ada").body()).isEqualTo("Hello, Ada!\n");
    }
}
