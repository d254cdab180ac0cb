package dev.sluice.core.settings;

/** Words for what went wrong. */
final class Faults {

    private Faults() {}

    static String message(Throwable e) {
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            return "it cannot be used: " + e.getClass().getSimpleName();
        }
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
