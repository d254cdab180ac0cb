package dev.sluice.events.schedule.timing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When something is due. Immutable; answers the same for the same question. */
public sealed interface Timing permits ZonedCron, Rate, Once {

    /** The first time that is due after {@code after}; empty if there is none. */
    Optional<Instant> next(Instant after);

    /** At most {@code count} times that are due after {@code after}, in order. */
    default List<Instant> next(Instant after, int count) {
        return Stream.iterate(next(after), Optional::isPresent, last -> next(last.orElseThrow()))
                .limit(count)
                .map(Optional::orElseThrow)
                .toList();
    }

    /** As people write it. */
    String text();
}
