package dev.sluice.core.invocation;

/** What an invocation brings to its function. */
public sealed interface Input {

    /** What comes before the body, as a function sees it that knows only HTTP. */
    RequestHead head();

    /** The body that belongs to the {@link #head}. */
    Body body();

    /** A request, as it came over HTTP or as a decorator made it. */
    record HttpRequest(RequestHead head, Body body) implements Input {}
}
