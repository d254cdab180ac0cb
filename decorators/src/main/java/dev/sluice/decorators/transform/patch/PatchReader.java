package dev.sluice.decorators.transform.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.decorators.json.JsonBodies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds one operation of a patch to RFC 6902, 4, before any document is there. */
record PatchReader(String which, Map<?, ?> operation) {

    /** Throws {@link IllegalArgumentException} that says what is wrong with which one. */
    static List<Operation> read(List<? extends @Nullable Object> operations) {
        List<Operation> read = new ArrayList<>();
        for (Object operation : operations) {
            String which = "operation " + (read.size() + 1) + " of the patch ";
            if (!(operation instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(which + "is no map with op and path");
            }
            read.add(new PatchReader(which, map).read());
        }
        return read;
    }

    private Operation read() {
        String op = String.valueOf(operation.get("op"));
        return switch (op) {
            case "add" -> new Operation.Add(pointer("path"), value("add"));
            case "remove" -> new Operation.Remove(inside(pointer("path")));
            case "replace" -> new Operation.Replace(pointer("path"), value("replace"));
            case "move" -> move(pointer("from"), pointer("path"));
            case "copy" -> new Operation.Copy(pointer("from"), pointer("path"));
            case "test" -> new Operation.Test(pointer("path"), value("test"));
            default ->
                throw new IllegalArgumentException(which
                        + (operation.containsKey("op") ? "has op '" + op + "'" : "has no op")
                        + ": write add, remove, replace, move, copy or test");
        };
    }

    private Operation move(Pointer from, Pointer path) {
        if (from.leadsTo(path)) {
            throw new IllegalArgumentException(which + "moves '" + from + "' into itself");
        }
        return new Operation.Move(from, path);
    }

    private Pointer inside(Pointer path) {
        if (path.isRoot()) {
            throw new IllegalArgumentException(which + "removes the whole body, which leaves no JSON");
        }
        return path;
    }

    private JsonNode value(String op) {
        if (!operation.containsKey("value")) {
            throw new IllegalArgumentException(which + "has no value, which " + op + " needs");
        }
        Object value = operation.get("value");
        return value == null ? JsonNodeFactory.instance.nullNode() : JsonBodies.of(value);
    }

    private Pointer pointer(String key) {
        if (!(operation.get(key) instanceof String text) || !Pointer.isPointer(text)) {
            throw new IllegalArgumentException(which + "needs a JSON pointer as " + key + ", as in /address/city");
        }
        return Pointer.of(text);
    }
}
