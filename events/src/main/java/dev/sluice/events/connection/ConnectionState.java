package dev.sluice.events.connection;

/**
 * How a connection stands.
 *
 * @param word {@code ready}, {@code away} or {@code waiting_for_secret}
 * @param detail why it is not ready, in sentences; else empty
 */
public record ConnectionState(String word, String detail) {

    static final ConnectionState READY = new ConnectionState("ready", "");
}
