package dev.sluice.events.filter;

import dev.sluice.core.event.CloudEvent;

/**
 * Says something of events in CEL, as in {@code event.data.user}: a text, a number or a truth. Two that were written alike are equal.
 * Thread-safe.
 */
public final class EventExpression {

    /** What may be written, as people are told. */
    public static final String RULE = "an expression in CEL, as in event.subject or event.data.user";

    private final String written;
    private final CelExpression expression;

    private EventExpression(String written, CelExpression expression) {
        this.written = written;
        this.expression = expression;
    }

    /** @throws IllegalArgumentException with a sentence that says where, if it is no expression */
    public static EventExpression parse(String written) {
        return new EventExpression(written, CelExpression.ofValue(written));
    }

    /** What it says of an event, or why it can say nothing. Never takes long: what costs too much {@linkplain Value.Failed fails}. */
    public Value value(CloudEvent event) {
        return value(EventView.of(event));
    }

    /** The same of an event whose data others may have read. */
    public Value value(EventView event) {
        try {
            Object value = expression.value(event);
            return value instanceof String || value instanceof Number || value instanceof Boolean
                    ? new Value.Text(value.toString())
                    : new Value.Failed("The expression '" + written
                            + "' is neither a text nor a number nor true or false of this event.");
        } catch (FilterFailedException e) {
            return new Value.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** What an expression says. */
    public sealed interface Value {

        /** As a text; whole numbers without a point. */
        record Text(String text) implements Value {}

        /** {@code reason} is a sentence. */
        record Failed(String reason) implements Value {}
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventExpression expression && written.equals(expression.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }
}
