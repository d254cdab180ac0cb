package dev.sluice.benchmarks.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a server answered. {@code headers}: names in lower case, the last of each name. */
public record Answer(int status, Map<String, String> headers, byte[] body) {

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** This, if it is a 2xx. */
    public Answer orThrow(String what) {
        if (status / 100 != 2) {
            throw new IllegalStateException(what + " was answered with " + status + ": " + text());
        }
        return this;
    }
}
