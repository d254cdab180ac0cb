package dev.sluice.decorators.transform;

import java.util.List;
import java.util.Map;

/** Holds the operations of a JSON Patch to RFC 6902, section 4, before any body is there. */
final class PatchCheck {

    private static final List<String> WITH_VALUE = List.of("add", "replace", "test");
    private static final List<String> WITH_FROM = List.of("move", "copy");

    private PatchCheck() {}

    /** Throws {@link IllegalArgumentException} that says what is wrong with which one. */
    static void check(List<Object> operations) {
        for (int i = 0; i < operations.size(); i++) {
            String which = "operation " + (i + 1) + " of the patch ";
            if (!(operations.get(i) instanceof Map<?, ?> operation)) {
                throw new IllegalArgumentException(which + "is no map with op and path");
            }
            check(which, operation);
        }
    }

    private static void check(String which, Map<?, ?> operation) {
        String op = String.valueOf(operation.get("op"));
        if (!op.equals("remove") && !WITH_VALUE.contains(op) && !WITH_FROM.contains(op)) {
            throw new IllegalArgumentException(
                    which + "has op '" + op + "': write add, remove, replace, move, copy or test");
        }
        pointer(which, "path", operation);
        if (WITH_FROM.contains(op)) {
            pointer(which, "from", operation);
        }
        if (WITH_VALUE.contains(op) && !operation.containsKey("value")) {
            throw new IllegalArgumentException(which + "has no value, which " + op + " needs");
        }
    }

    private static void pointer(String which, String key, Map<?, ?> operation) {
        if (!(operation.get(key) instanceof String pointer) || !pointer.matches("(/([^~/]|~[01])*)*")) {
            throw new IllegalArgumentException(which + "needs a JSON pointer as " + key + ", as in /address/city");
        }
    }
}
