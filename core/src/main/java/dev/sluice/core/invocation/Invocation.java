package dev.sluice.core.invocation;

import dev.sluice.core.function.FunctionName;

/** One call of a function, whatever entry point it came through. */
public record Invocation(InvocationId id, FunctionName function, Input input, Terms terms) {

    /**
     * A request on the terms of {@link Terms#HTTP}. A decorator that passes a call on with it changes nothing of the terms on
     * which the call came: the next in the chain gets those.
     */
    public Invocation(InvocationId id, FunctionName function, RequestHead head, Body body) {
        this(id, function, new Input.HttpRequest(head, body), Terms.HTTP);
    }

    /** What comes before the body, as a function sees it that knows only HTTP. */
    public RequestHead head() {
        return input.head();
    }

    public Body body() {
        return input.body();
    }

    /** The same with another head; it is a request then. */
    public Invocation with(RequestHead head) {
        return with(head, body());
    }

    /** The same with another head and body; it is a request then. */
    public Invocation with(RequestHead head, Body body) {
        return new Invocation(id, function, new Input.HttpRequest(head, body), terms);
    }

    /** The same on other terms. */
    public Invocation with(Terms other) {
        return new Invocation(id, function, input, other);
    }

    /** The same for another function. */
    public Invocation to(FunctionName other) {
        return new Invocation(id, other, input, terms);
    }
}
