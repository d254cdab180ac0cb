package dev.sluice.pipelines.document;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.events.filter.EventExpression;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What an item of a batch is known by: a field of it, as a pointer (RFC 6901, where digits are a place in a list), or an expression.
 *
 * @param written as somebody wrote it
 * @param expression what that means
 */
public record ItemId(String written, EventExpression expression) {

    /** What may be written, as people are told. */
    public static final String RULE = "a field, as in /order/id, or " + EventExpression.RULE;

    /** @throws IllegalArgumentException with a sentence, if it is neither */
    public static ItemId parse(String written) {
        return new ItemId(written, EventExpression.parse(written.startsWith("/") ? field(written) : written));
    }

    private static String field(String pointer) {
        return Arrays.stream(pointer.substring(1).split("/", -1))
                .map(ItemId::step)
                .collect(Collectors.joining("", "event.data", ""));
    }

    private static String step(String token) {
        String name = token.replace("~1", "/").replace("~0", "~");
        return name.matches("\\d{1,9}")
                ? "[" + name + "]"
                : "[\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
    }

    /** What it says of an item, or why it can say nothing. */
    public EventExpression.Value of(CloudEvent item) {
        return expression.value(item);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }
}
