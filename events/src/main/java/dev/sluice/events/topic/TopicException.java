package dev.sluice.events.topic;

/** Something cannot be done with a topic, for a reason that whoever asked is told. */
public final class TopicException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient TopicFault fault;

    public TopicException(TopicFault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    public TopicFault fault() {
        return fault;
    }
}
