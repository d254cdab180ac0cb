package dev.sluice.decorators.transform;

import dev.sluice.decorators.json.JsonBodies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What is rewritten.
 *
 * @param around what is known besides the body, by name: texts, whole numbers, and maps of them
 */
record Original(Map<String, Object> around, byte[] body) {

    /** The length of {@code around} as JSON (4 bytes, big-endian), that JSON, and the body. */
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] known = JsonBodies.write(JsonBodies.of(around));
            out.writeInt(known.length);
            out.write(known);
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Original read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        byte[] known = in.readNBytes(in.readInt());
        Map<String, Object> around = new HashMap<>();
        if (JsonBodies.tree(JsonBodies.read(known).orElseThrow()) instanceof Map<?, ?> members) {
            members.forEach((name, value) -> around.put(String.valueOf(name), value));
        }
        return new Original(around, in.readAllBytes());
    }
}
