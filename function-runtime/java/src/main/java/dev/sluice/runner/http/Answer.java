package dev.sluice.runner.http;

import dev.sluice.core.invocation.Headers;
import dev.sluice.function.Response;

/**
 * An answer that HTTP allows.
 *
 * @param length what the head announces as the body's length, -1 if nothing
 */
public record Answer(int status, Headers headers, Body body, long length) {

    /** What follows the head. */
    public sealed interface Body {

        /** Nothing. */
        record None() implements Body {}

        /** All of it. */
        record Whole(byte[] bytes) implements Body {}

        /** Code that writes it. */
        record Written(Response.BodyWriter writer) implements Body {}
    }
}
