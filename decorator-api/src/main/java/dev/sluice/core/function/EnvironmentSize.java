package dev.sluice.core.function;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * How much room the variables of a function take, counted as the kernel counts those of a process: name, {@code =}, value
 * in UTF-8 and a zero byte for each (execve(2)). One variable stays below the 128 KiB that Linux allows, by the bounds of
 * names, values and secrets.
 */
public final class EnvironmentSize {

    /** What all variables of a function may take together, its secrets included: 512 KiB. */
    public static final int MAX_BYTES = 512 * 1024;

    /** What may stand in a specification, in words. */
    public static final String RULE =
            "variables and secrets of at most " + MAX_BYTES / 1024 + " KiB in UTF-8 together, names included";

    private EnvironmentSize() {}

    public static long bytes(Map<String, String> variables) {
        return variables.entrySet().stream()
                .mapToLong(variable -> bytes(variable.getKey(), variable.getValue()))
                .sum();
    }

    private static long bytes(String name, String value) {
        return utf8(name) + utf8(value) + 2L;
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
