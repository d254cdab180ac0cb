package dev.sluice.pipelines.engine;

import dev.sluice.core.event.MalformedEventException;
import java.io.IOException;
import java.util.Optional;

/** The items of a batch that somebody sends, one after the other. For one thread; blocks as its source does. */
interface SentBody {

    /**
     * The next one; empty if there are no more.
     *
     * @throws MalformedEventException with a clause, if it is malformed
     * @throws IOException if the source ends in the middle
     */
    Optional<SentItem> next() throws IOException, MalformedEventException;

    /** Where that one is which was read last, for people, as in {@code Line 3}. */
    String place();

    /** Whether nothing comes any more, as far as that is known before it is read. */
    boolean isOver() throws IOException;

    /** Lines of JSON. */
    static SentBody lines(JsonLines lines) {
        return new SentBody() {

            @Override
            public Optional<SentItem> next() throws IOException, MalformedEventException {
                return lines.read().map(SentItem::ofJson);
            }

            @Override
            public String place() {
                return "Line " + lines.number();
            }

            @Override
            public boolean isOver() throws IOException {
                return lines.isOver();
            }
        };
    }
}
