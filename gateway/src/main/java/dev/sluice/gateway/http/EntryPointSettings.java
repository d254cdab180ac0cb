package dev.sluice.gateway.http;

/**
 * What an operator may say about the HTTP entry point.
 *
 * @param trustForwarded whether a proxy stands before the gateway whose {@code Forwarded} and {@code X-Forwarded-*}
 *     fields are true; otherwise those of a request are replaced by what the gateway sees itself
 * @param maxHeaderBytes what the names and values of a request's headers may have in all, 1 KiB to 96 KiB
 * @param traceRatio what part of the traces that begin here is sampled, 0 to 1; a caller's trace is as its caller says
 */
public record EntryPointSettings(boolean trustForwarded, int maxHeaderBytes, double traceRatio) {

    public static final EntryPointSettings DEFAULT = new EntryPointSettings(false, 32 * 1024, 1);

    public EntryPointSettings {
        if (maxHeaderBytes < 1024 || maxHeaderBytes > 96 * 1024) {
            throw new IllegalArgumentException(
                    "the limit for headers is " + maxHeaderBytes + " bytes: allowed is 1024 to 98304");
        }
        if (!(traceRatio >= 0 && traceRatio <= 1)) {
            throw new IllegalArgumentException(
                    "the part of the traces that is sampled is " + traceRatio + ": allowed is 0 to 1");
        }
    }
}
