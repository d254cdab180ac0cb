package dev.sluice.core.event;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.core.invocation.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The messages of {@code events/vectors.json}. */
record Vectors(JsonObject json) {

    record Message(String name, Headers headers, byte[] body, JsonObject vector) {

        @Override
        public String toString() {
            return name;
        }

        String problem() {
            return vector.get("problem").getAsString();
        }

        /** Each event as text, with its attributes sorted. */
        List<String> events() {
            return vector.getAsJsonArray("events").asList().stream()
                    .map(event -> text(event.getAsJsonObject()))
                    .toList();
        }
    }

    static Vectors read() throws IOException {
        Path file = Path.of(System.getProperty("sluice.root"), "decorator-api/src/test/resources/events/vectors.json");
        return new Vectors(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    }

    Stream<Message> messages(String list) {
        return json.getAsJsonArray(list).asList().stream().map(Vectors::message);
    }

    private static Message message(JsonElement element) {
        JsonObject vector = element.getAsJsonObject();
        List<String> headers = new ArrayList<>();
        for (JsonElement header : vector.getAsJsonArray("headers")) {
            JsonArray pair = header.getAsJsonArray();
            headers.add(pair.get(0).getAsString());
            headers.add(pair.get(1).getAsString());
        }
        return new Message(
                vector.get("name").getAsString(),
                Headers.of(headers.toArray(String[]::new)),
                vector.get("body").getAsString().getBytes(StandardCharsets.UTF_8),
                vector);
    }

    private static String text(JsonObject event) {
        TreeMap<String, String> attributes = new TreeMap<>();
        event.getAsJsonObject("attributes")
                .entrySet()
                .forEach(
                        entry -> attributes.put(entry.getKey(), entry.getValue().getAsString()));
        String contentType = event.has("contentType") ? event.get("contentType").getAsString() : "";
        String data = "none";
        if (event.has("data")) {
            data = event.get("data").getAsString();
        } else if (event.has("dataBase64")) {
            data = new String(
                    Base64.getDecoder().decode(event.get("dataBase64").getAsString()), StandardCharsets.ISO_8859_1);
        }
        return attributes + " " + contentType + " " + data;
    }

    static String text(CloudEvent event) {
        byte[] data = event.data().orElse("none".getBytes(StandardCharsets.UTF_8));
        String utf8 = new String(data, StandardCharsets.UTF_8);
        String shown = utf8.indexOf('\uFFFD') < 0 ? utf8 : new String(data, StandardCharsets.ISO_8859_1);
        return new TreeMap<>(event.attributes()) + " " + event.contentType().orElse("") + " " + shown;
    }
}
