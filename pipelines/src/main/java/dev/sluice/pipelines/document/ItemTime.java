package dev.sluice.pipelines.document;

import dev.sluice.events.filter.EventExpression;
import java.util.Optional;

/**
 * Which time an item has in windows.
 *
 * @param kind where it is from
 * @param expression what says it, of {@link Kind#TOLD}; empty otherwise
 */
public record ItemTime(Kind kind, Optional<EventExpression> expression) {

    /** What may be written, as people are told. */
    public static final String RULE = "record, arrival, or " + EventExpression.RULE;

    /** Where a time is from. */
    public enum Kind {
        /** The event, or its record where that says none. */
        RECORD,
        /** When it comes to the stage. */
        ARRIVAL,
        /** An expression. */
        TOLD
    }

    public ItemTime {
        if (expression.isPresent() != (kind == Kind.TOLD)) {
            throw new IllegalArgumentException("a time that an expression says has one, and no other has: " + kind);
        }
    }

    /** @throws IllegalArgumentException with a sentence, if it is none */
    public static ItemTime parse(String written) {
        return switch (written) {
            case "record" -> new ItemTime(Kind.RECORD, Optional.empty());
            case "arrival" -> new ItemTime(Kind.ARRIVAL, Optional.empty());
            default -> new ItemTime(Kind.TOLD, Optional.of(EventExpression.parse(written)));
        };
    }

    /** As it was written. */
    @Override
    public String toString() {
        return expression.map(EventExpression::toString).orElseGet(() -> kind == Kind.RECORD ? "record" : "arrival");
    }
}
