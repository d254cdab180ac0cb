package dev.sluice.core.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.core.function.FunctionName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputTest {

    private static final InvocationId ID = InvocationId.next(0);
    private static final FunctionName HELLO = new FunctionName("hello");

    private static CloudEvent event(Optional<String> type, Optional<byte[]> data) throws MalformedEventException {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("id", "1");
        attributes.put("source", "/orders");
        attributes.put("type", "order placed");
        return CloudEvent.of(attributes, type, data);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Test
    void anEventIsAPostWithItsAttributesAsHeaderFieldsAndItsDataAsBody() throws MalformedEventException {
        byte[] data = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
        CloudEvent event = event(Optional.of("application/json"), Optional.of(data));

        Invocation invocation = Invocation.of(
                ID, HELLO, event, Headers.of("traceparent", "t"), Terms.of(EntryPoint.EVENT, Priority.BACKGROUND));

        assertThat(invocation.head())
                .isEqualTo(new RequestHead(
                        "POST",
                        "/",
                        "",
                        Headers.of(
                                "ce-specversion", "1.0",
                                "ce-id", "1",
                                "ce-source", "/orders",
                                "ce-type", "order%20placed",
                                "Content-Type", "application/json",
                                "Content-Length", "8",
                                "traceparent", "t")));
        assertThat(bytes(((Body.Complete) invocation.body()).bytes())).isEqualTo(data);
        assertThat(bytes(((Body.Complete) invocation.body()).bytes())).isEqualTo(data);
    }

    @Test
    void anEventWithoutDataHasNoBody() throws MalformedEventException {
        Invocation invocation = Invocation.of(
                ID,
                HELLO,
                event(Optional.empty(), Optional.empty()),
                Headers.EMPTY,
                Terms.of(EntryPoint.EVENT, Priority.BACKGROUND));

        assertThat(invocation.head().headers().first("content-type")).isEmpty();
        assertThat(invocation.head().headers().first("content-length")).contains("0");
        assertThat(invocation.body()).isEqualTo(new Body.Complete(ByteBuffer.allocate(0)));
    }

    @Test
    void aBatchIsAListInJson() throws MalformedEventException {
        CloudEvent event = event(Optional.empty(), Optional.empty());
        Terms second = new Terms(EntryPoint.EVENT, Priority.BACKGROUND, Optional.empty(), "", 2, List.of());

        Invocation invocation = Invocation.of(ID, HELLO, List.of(event, event), Headers.EMPTY, second);

        String one = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/orders\",\"type\":\"order placed\"}";
        String json = "[" + one + "," + one + "]";
        assertThat(new String(bytes(((Body.Complete) invocation.body()).bytes()), StandardCharsets.UTF_8))
                .isEqualTo(json);
        assertThat(invocation.head().headers())
                .isEqualTo(Headers.of(
                        "Content-Type", "application/cloudevents-batch+json",
                        "Content-Length", Integer.toString(json.length()),
                        "Sluice-Attempt", "2"));
    }

    @Test
    void whatIsTooLongIsStreamedAndHeld() throws MalformedEventException {
        byte[] data = new byte[Body.MAX_COMPLETE + 1];
        Input event = new Input.Event(event(Optional.of("image/png"), Optional.of(data)), Headers.EMPTY);

        assertThat(event.body()).isEqualTo(new Body.Streamed());
        assertThat(event.held().remaining()).isEqualTo(data.length);
        assertThat(new Input.HttpRequest(new RequestHead("GET", "/", "", Headers.EMPTY), Body.EMPTY)
                        .held()
                        .hasRemaining())
                .isFalse();
    }
}
