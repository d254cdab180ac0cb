package dev.sluice.runner.http;

import dev.sluice.runner.binding.JsonBinder;
import dev.sluice.runner.binding.NotSerialisableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A JSON array that is written item by item. Not thread-safe. */
final class JsonArray {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final JsonBinder json;
    private boolean begun;

    JsonArray(OutputStream out, JsonBinder json) {
        this.out = out;
        this.json = json;
    }

    void add(@Nullable Object item) throws IOException {
        byte[] text;
        try {
            text = item == null ? NULL : json.write(item);
        } catch (NotSerialisableException e) {
            throw new UnsendableItemException("an item of the answer cannot be sent: " + e.getMessage());
        }
        out.write(begun ? ',' : '[');
        begun = true;
        out.write(text);
    }

    void end() throws IOException {
        if (!begun) {
            out.write('[');
        }
        out.write(']');
    }
}
