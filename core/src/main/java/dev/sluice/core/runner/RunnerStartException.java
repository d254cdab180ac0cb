package dev.sluice.core.runner;

/** A runner could not be started; the message is a sentence for people that says what to do. */
public final class RunnerStartException extends Exception {

    private static final long serialVersionUID = 1L;

    public RunnerStartException(String message, Throwable cause) {
        super(message, cause);
    }

    public RunnerStartException(String message) {
        super(message);
    }
}
