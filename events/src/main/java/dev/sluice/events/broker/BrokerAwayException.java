package dev.sluice.events.broker;

/** The platform's Kafka does not answer; the message is a sentence or more for whoever asked: what happened, and what to do. */
public final class BrokerAwayException extends Exception {

    private static final long serialVersionUID = 1L;

    public BrokerAwayException(String message) {
        super(message);
    }
}
