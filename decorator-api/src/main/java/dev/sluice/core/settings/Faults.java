package dev.sluice.core.settings;

/** Words for what went wrong. */
final class Faults {

    private Faults() {}

    /** What happened; what is allowed is left out where it stands beside the message. */
    static String message(Throwable e, String allowed) {
        String message = message(e);
        String rule = ": " + allowed;
        return !allowed.isEmpty() && message.endsWith(rule)
                ? message.substring(0, message.length() - rule.length())
                : message;
    }

    static String nothing(Shape shape) {
        return shape instanceof TextShape ? "there is no value; write \"\" for an empty text" : "it is empty";
    }

    static String message(Throwable e) {
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            return "it cannot be used: " + e.getClass().getSimpleName();
        }
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
