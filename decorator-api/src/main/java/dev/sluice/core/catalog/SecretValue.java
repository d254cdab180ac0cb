package dev.sluice.core.catalog;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullMarked;

/** A secret in clear, at most 64 KiB of UTF-8 without NUL. Never print it: its text form hides it. */
@NullMarked
public record SecretValue(String reveal) {

    public static final int MAX_BYTES = 64 * 1024;

    public SecretValue {
        int bytes = reveal.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("the secret has " + bytes + " bytes: allowed are " + MAX_BYTES);
        }
        if (reveal.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the secret has a NUL character, which no environment variable can hold");
        }
    }

    @Override
    public String toString() {
        return "SecretValue[hidden]";
    }
}
