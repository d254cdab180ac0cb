package dev.sluice.core.event;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The answer to a batch as functions for AWS Lambda give it: <code>{"batchItemFailures":[{"itemIdentifier":"3:7"},…]}</code>. It names
 * what failed, and may go well another time; all else is done. An identifier is text, or a place in a topic:
 * <code>{"partition":"orders-3","offset":7}</code>.
 */
public final class BatchItemFailures {

    private static final String MEMBER = "batchItemFailures";
    private static final String IDENTIFIER = "itemIdentifier";

    private BatchItemFailures() {}

    /**
     * Reads the identifiers; those of places as {@code orders-3:7}. Empty if the list is empty, null or not there.
     *
     * @throws MalformedEventException if it is no such answer, or an identifier is missing, null or empty
     */
    public static Set<String> read(byte[] answer) throws MalformedEventException {
        JsonScanner json = JsonScanner.of(answer);
        Set<String> failed = new LinkedHashSet<>();
        for (boolean more = json.open('{', '}'); more; more = json.hasNext('}')) {
            String name = json.string();
            json.take(':');
            if (!name.equals(MEMBER) || json.peek() == 'n') {
                json.raw();
                continue;
            }
            for (boolean next = json.open('[', ']'); next; next = json.hasNext(']')) {
                failed.add(item(json));
            }
        }
        json.end();
        return failed;
    }

    private static String item(JsonScanner json) throws MalformedEventException {
        String identifier = "";
        for (boolean more = json.open('{', '}'); more; more = json.hasNext('}')) {
            String name = json.string();
            json.take(':');
            if (name.equals(IDENTIFIER)) {
                identifier = identifier(json);
            } else {
                json.raw();
            }
        }
        if (identifier.isEmpty()) {
            throw new MalformedEventException("an item of '" + MEMBER + "' has no '" + IDENTIFIER + "'");
        }
        return identifier;
    }

    private static String identifier(JsonScanner json) throws MalformedEventException {
        if (json.peek() == '{') {
            return place(json);
        }
        if (json.peek() == '"') {
            return json.string();
        }
        json.raw();
        return "";
    }

    private static String place(JsonScanner json) throws MalformedEventException {
        String partition = "";
        String offset = "";
        for (boolean more = json.open('{', '}'); more; more = json.hasNext('}')) {
            String name = json.string();
            json.take(':');
            if (name.equals("partition") && json.peek() == '"') {
                partition = json.string();
            } else if (name.equals("offset")) {
                offset = json.raw();
            } else {
                json.raw();
            }
        }
        return partition.isEmpty() || offset.isEmpty() ? "" : partition + ":" + offset;
    }
}
