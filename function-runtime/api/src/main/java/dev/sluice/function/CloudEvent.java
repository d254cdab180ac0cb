package dev.sluice.function;

import java.io.IOException;

/**
 * An event with its data. A function that takes one, or a {@code List} of them, is called with events only: a request that is
 * none is refused before. Of a list it may answer with a {@code List<EventResult>}, one for each.
 */
public interface CloudEvent extends EventAttributes {

    /** Whether it has data. */
    boolean hasData();

    /** The data as its {@link #dataContentType} says; a copy, of no bytes if there is none. */
    byte[] bytes();

    /** The data as text, in UTF-8 if its content type names no other charset. */
    String text() throws IOException;

    /** The data bound from JSON, as a request's body is. */
    <T> T json(Class<T> type) throws IOException;
}
