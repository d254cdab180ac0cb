package dev.sluice.events.filter;

import dev.sluice.core.event.CloudEvent;
import java.util.List;
import java.util.Map;

/**
 * Says which events are wanted. A text is an expression in CEL; a map is an expression in one of the dialects {@code exact}, {@code
 * prefix}, {@code suffix}, {@code all}, {@code any} and {@code not} of the CloudEvents Subscriptions API; a list of such maps means all
 * of them. Two that were written alike are equal. Thread-safe.
 */
public final class EventFilter {

    /** What may be written, as people are told. */
    public static final String RULE =
            "an expression in CEL, or one of exact, prefix, suffix, all, any and not, or a list of these";

    private final Object written;
    private final Condition condition;

    private EventFilter(Object written, Condition condition) {
        this.written = written;
        this.condition = condition;
    }

    /** @throws IllegalArgumentException with a sentence that says where, if it is no filter */
    public static EventFilter parse(Object written) {
        Condition condition = switch (written) {
            case String expression -> CelCondition.parse(expression);
            case Map<?, ?> _, List<?> _ -> Dialects.parse(written);
            default -> throw new IllegalArgumentException("'" + written + "' is no filter");
        };
        return new EventFilter(written, condition);
    }

    /** Whether the event is wanted. Never takes long: what costs too much {@linkplain Match.Failed fails}. */
    public Match match(CloudEvent event) {
        return match(EventView.of(event));
    }

    /** The same of an event whose data others may have read. */
    public Match match(EventView event) {
        try {
            return condition.holds(event) ? new Match.Yes() : new Match.No();
        } catch (FilterFailedException e) {
            return new Match.Failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventFilter filter && written.equals(filter.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written.toString();
    }
}
