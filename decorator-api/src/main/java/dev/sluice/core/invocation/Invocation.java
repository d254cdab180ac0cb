package dev.sluice.core.invocation;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.function.FunctionName;
import java.util.List;

/** One call of a function, whatever entry point it came through. */
public record Invocation(InvocationId id, FunctionName function, Input input, Terms terms) {

    /** The header field that tells the number of the attempt. */
    public static final String ATTEMPT = "Sluice-Attempt";

    /** The header field that tells when the platform accepted a call that nobody waits for, in UTC: {@code 2026-11-28T09:00:00.250Z}. */
    public static final String ACCEPTED = "Sluice-Accepted";

    /** The header field that tells for when a call was meant that was delayed, or is a run of a schedule; as {@link #ACCEPTED}. */
    public static final String SCHEDULED = "Sluice-Scheduled";

    /** The header field that tells what an attempt before this one told last of how far it had come, in base 64 (RFC 4648, 4). */
    public static final String PROGRESS = "Sluice-Progress";

    /**
     * A request on the terms of {@link Terms#HTTP}. A decorator that passes a call on with it changes nothing of the terms on
     * which the call came: the next in the chain gets those.
     */
    public Invocation(InvocationId id, FunctionName function, RequestHead head, Body body) {
        this(id, function, new Input.HttpRequest(head, body), Terms.HTTP);
    }

    /** An event on these terms; its function is told the number of the attempt if it is not the first. */
    public static Invocation of(InvocationId id, FunctionName function, CloudEvent event, Headers fields, Terms terms) {
        return new Invocation(id, function, new Input.Event(event, told(terms, fields)), terms);
    }

    /** The same for a batch of events. */
    public static Invocation of(
            InvocationId id, FunctionName function, List<CloudEvent> events, Headers fields, Terms terms) {
        return new Invocation(id, function, new Input.Batch(events, told(terms, fields)), terms);
    }

    private static Headers told(Terms terms, Headers fields) {
        return terms.attempt() == 1 ? fields : fields.plus(ATTEMPT, Integer.toString(terms.attempt()));
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

    /** The same with another input. */
    public Invocation with(Input other) {
        return new Invocation(id, function, other, terms);
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
