package dev.sluice.core.spec;

import dev.sluice.core.function.TreeValues;

/** Whether a connection to an upstream may serve one call after the other. */
public record ConnectionReuse(boolean on) {

    /** What is allowed, for people. */
    public static final String RULE = "on or off";

    /** YAML has been read both ways: {@code off} is a text to some, a boolean to others. */
    public static ConnectionReuse parse(String text) {
        return switch (text) {
            case "on", "true" -> new ConnectionReuse(true);
            case "off", "false" -> new ConnectionReuse(false);
            default -> throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is neither on nor off");
        };
    }
}
