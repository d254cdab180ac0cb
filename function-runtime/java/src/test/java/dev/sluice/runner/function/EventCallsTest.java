package dev.sluice.runner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.function.Context;
import dev.sluice.runner.binding.BadInputException;
import dev.sluice.runner.http.Answer;
import dev.sluice.runner.http.BadAnswerException;
import dev.sluice.runner.link.IncomingBody;
import dev.sluice.runner.samples.EventFunctions;
import dev.sluice.runner.support.NamedInstance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What functions see of events, and what their callers see of what they return. */
class EventCallsTest {

    private static final Path SAMPLES = Path.of("target/test-classes").toAbsolutePath();

    private static JsonObject vectors() throws IOException {
        Path file = Path.of(System.getProperty("sluice.root"), "decorator-api/src/test/resources/events/vectors.json");
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    /** A message of the vectors; named in reports. */
    record Message(JsonObject vector) {

        Headers headers() {
            List<String> headers = new ArrayList<>();
            for (JsonElement header : vector.getAsJsonArray("headers")) {
                JsonArray pair = header.getAsJsonArray();
                headers.add(pair.get(0).getAsString());
                headers.add(pair.get(1).getAsString());
            }
            return Headers.of(headers.toArray(String[]::new));
        }

        String body() {
            return vector.get("body").getAsString();
        }

        @Override
        public String toString() {
            return vector.get("name").getAsString();
        }
    }

    private static Stream<Message> messages(String list) throws IOException {
        return vectors().getAsJsonArray(list).asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(Message::new);
    }

    static Stream<Message> events() throws IOException {
        return messages("events");
    }

    static Stream<Message> malformed() throws IOException {
        return messages("malformed");
    }

    @ParameterizedTest
    @MethodSource("events")
    void aFunctionSeesTheEventsOfTheVectors(Message message) throws Throwable {
        JsonArray seen = JsonParser.parseString(call("seeAll", message.headers(), message.body()))
                .getAsJsonArray();

        JsonArray expected = new JsonArray();
        for (JsonElement event : message.vector().getAsJsonArray("events")) {
            expected.add(seen(event.getAsJsonObject()));
        }
        assertThat(seen).isEqualTo(expected);
        if (expected.size() == 1) {
            assertThat(JsonParser.parseString(call("see", message.headers(), message.body())))
                    .isEqualTo(expected.get(0));
        }
    }

    private static JsonObject seen(JsonObject event) {
        JsonObject attributes = new JsonObject();
        new TreeMap<>(event.getAsJsonObject("attributes").asMap()).forEach(attributes::add);
        JsonObject seen = new JsonObject();
        seen.add("attributes", attributes);
        seen.addProperty(
                "contentType",
                event.has("contentType") ? event.get("contentType").getAsString() : "");
        seen.addProperty("hasData", event.has("data") || event.has("dataBase64"));
        byte[] text =
                event.has("data") ? event.get("data").getAsString().getBytes(StandardCharsets.UTF_8) : new byte[0];
        seen.addProperty(
                "data",
                event.has("dataBase64")
                        ? event.get("dataBase64").getAsString()
                        : Base64.getEncoder().encodeToString(text));
        return seen;
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedEventIsBadInput(Message message) {
        assertThatThrownBy(() -> call("seeAll", message.headers(), message.body()))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the event is malformed: "
                        + message.vector().get("problem").getAsString());
    }

    @Test
    void theDataIsBoundLikeABody() throws Throwable {
        String answer = call(
                "bound",
                event("order.placed", "ce-time", "2026-11-28T09:30:00Z", "ce-partitionkey", "customer-3"),
                "{\"item\":\"shirt\",\"count\":2}");

        assertThat(answer)
                .isEqualTo(
                        "customer-3 2026-11-28T09:30:00Z Order[item=shirt, count=2] {\"item\":\"shirt\",\"count\":2}");
    }

    @Test
    void dataThatDoesNotFitIsBadInput() {
        assertThatThrownBy(() -> call("bound", event("t", "ce-time", "2026-11-28T09:30:00Z"), "{\"item\":1}"))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void aFunctionThatTakesTheDataFindsTheRestInItsContext() throws Throwable {
        String order = "{\"item\":\"shirt\",\"count\":2}";

        assertThat(call("ordered", event("order.placed", "ce-subject", "7"), order))
                .isEqualTo("Order[item=shirt, count=2] of order.placed by 7");
        assertThat(call("ordered", Headers.of("content-type", "application/json"), order))
                .isEqualTo("Order[item=shirt, count=2] of nobody by nobody");
    }

    @Test
    void aRequestThatIsNoEventIsBadInput() {
        assertThatThrownBy(() -> call("see", Headers.of("content-type", "application/json"), "{}"))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        "the request is no event, and the function takes events: send the header fields ce-specversion,"
                                + " ce-id, ce-source and ce-type, or an event with the content type application/cloudevents+json");
    }

    @Test
    void aBatchIsNotOneEvent() {
        assertThatThrownBy(() -> call("see", Headers.of("content-type", "application/cloudevents-batch+json"), "[]"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("the request is a batch of events, and the function takes one");
    }

    @Test
    void eachEventOfABatchHasItsResult() throws Throwable {
        assertThat(call("settle", batch(), batch("fine", "closed", "busy", "unknown")))
                .isEqualTo("{\"results\":[{\"status\":\"done\"},"
                        + "{\"status\":\"retry\",\"message\":\"the shop is closed\",\"after\":2},"
                        + "{\"status\":\"retry\",\"message\":\"busy\"},"
                        + "{\"status\":\"failed\",\"message\":\"no such item\"}]}");
    }

    @Test
    void resultsThatAreNotAsManyAsTheEventsAreABadAnswer() {
        assertThatThrownBy(() -> call("forget", batch(), batch("a", "b")))
                .isInstanceOf(BadAnswerException.class)
                .hasMessage("the function was given 2 events and returned 0 results");
    }

    @Test
    void whoReturnsNothingHasTakenCareOfAll() throws Throwable {
        try (LoadedFunction function = load("take")) {
            assertThat(answer(function, batch(), batch("a")).status()).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = "nobody | the result of List<EventResult>")
    void resultsAreOnlyForThoseWhoTakeEvents(String method, String what) {
        assertThat(specialise(method))
                .isInstanceOfSatisfying(
                        Specialisation.Failed.class,
                        failed -> assertThat(failed.error().message()).startsWith(what));
    }

    private static Headers event(String type, String... more) {
        String[] headers = {
            "ce-specversion",
            "1.0",
            "ce-id",
            "1",
            "ce-source",
            "/a",
            "ce-type",
            type,
            "content-type",
            "application/json"
        };
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(more));
        return Headers.of(all.toArray(String[]::new));
    }

    private static Headers batch() {
        return Headers.of("content-type", "application/cloudevents-batch+json");
    }

    private static String batch(String... types) {
        return Stream.of(types)
                .map(type -> "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"" + type + "\"}")
                .toList()
                .toString();
    }

    private static Specialisation specialise(String method) {
        Frame.Specialise order = new Frame.Specialise(
                "f",
                1,
                EventFunctions.class.getName() + "::" + method,
                Frame.Artifact.of(SAMPLES),
                Map.of(),
                1_000,
                10,
                Map.of());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            return new Specialiser().specialise(order, new NamedInstance("f"), _ -> {});
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static LoadedFunction load(String method) {
        return ((Specialisation.Ready) specialise(method)).function();
    }

    private static String call(String method, Headers headers, String body) throws Throwable {
        try (LoadedFunction function = load(method)) {
            Answer answer = answer(function, headers, body);
            assertThat(answer.status()).isEqualTo(200);
            return new String(((Answer.Body.Whole) answer.body()).bytes(), StandardCharsets.UTF_8);
        }
    }

    private static Answer answer(LoadedFunction function, Headers headers, String body) throws Throwable {
        Context context = dev.sluice.runner.session.Contexts.of(headers);
        RequestHead head = new RequestHead("POST", "/", "", headers);
        return function.call(head, new GivenBody(body.getBytes(StandardCharsets.UTF_8)), context);
    }

    /** A body that is there already. */
    private static final class GivenBody extends IncomingBody {

        private final InputStream bytes;

        GivenBody(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return bytes.read(target, offset, length);
        }

        @Override
        public Headers trailers() {
            return Headers.EMPTY;
        }
    }
}
