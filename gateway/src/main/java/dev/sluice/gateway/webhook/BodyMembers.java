package dev.sluice.gateway.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads texts out of the JSON object that a body is. */
final class BodyMembers {

    private static final JsonFactory JSON = new JsonFactory();

    private BodyMembers() {}

    /** Those of the wanted members of the outermost object that are texts; none if the body is no such object. */
    static Map<String, String> texts(ByteBuffer body, Set<String> wanted) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        Map<String, String> found = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING && wanted.contains(name)) {
                    found.put(name, json.getText());
                }
                json.skipChildren();
            }
            return found;
        } catch (IOException _) {
            return Map.of();
        }
    }
}
