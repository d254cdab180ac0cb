package dev.sluice.events.invocation;

import dev.sluice.events.kept.TopicPlace;
import java.util.List;
import java.util.Optional;

/**
 * Some calls of many.
 *
 * @param next where the next ones are; empty if there are no more
 */
public record InvocationPage(List<InvocationState> calls, Optional<TopicPlace> next) {

    /** Of nothing. */
    public static final InvocationPage EMPTY = new InvocationPage(List.of(), Optional.empty());

    public InvocationPage {
        calls = List.copyOf(calls);
    }
}
