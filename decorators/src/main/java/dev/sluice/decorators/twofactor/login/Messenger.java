package dev.sluice.decorators.twofactor.login;

/** Passes notices on to notifier functions. */
@FunctionalInterface
public interface Messenger {

    /**
     * Begins to send and returns at once; {@code told} hears once, on any thread, how it went: an empty text for well, else
     * why not, without anything secret.
     */
    void send(Notice notice, java.util.function.Consumer<String> told);
}
