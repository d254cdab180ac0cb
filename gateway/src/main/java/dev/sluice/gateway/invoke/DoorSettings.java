package dev.sluice.gateway.invoke;

/**
 * What an operator may say about the HTTP door.
 *
 * @param trustForwarded whether a proxy stands before the gateway whose {@code Forwarded} and {@code X-Forwarded-*}
 *     fields are true; otherwise those of a request are replaced by what the gateway sees itself
 * @param maxHeaderBytes what the names and values of a request's headers may have in all, 1 KiB to 96 KiB
 */
public record DoorSettings(boolean trustForwarded, int maxHeaderBytes) {

    public static final DoorSettings DEFAULT = new DoorSettings(false, 32 * 1024);

    public DoorSettings {
        if (maxHeaderBytes < 1024 || maxHeaderBytes > 96 * 1024) {
            throw new IllegalArgumentException(
                    "the limit for headers is " + maxHeaderBytes + " bytes: allowed is 1024 to 98304");
        }
    }
}
