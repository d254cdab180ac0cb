package dev.sluice.gateway.http;

/** What a caller says in the field {@code Priority} (RFC 9218) about how urgent its request is. */
final class Urgency {

    /** "Reserved for background tasks" (RFC 9218, 4.1). */
    private static final String BACKGROUND = "7";

    private Urgency() {}

    /**
     * Whether the field, of which several lines are joined by commas, gives the request the urgency of background tasks. A
     * field that cannot be read says nothing, as the RFC has it.
     */
    static boolean isBackground(String field) {
        String urgency = "";
        int at = 0;
        while (at < field.length()) {
            int end = memberEnd(field, at);
            if (end < 0) {
                return false;
            }
            String member = field.substring(at, end).strip();
            if (member.startsWith("u=")) {
                int parameters = member.indexOf(';');
                urgency = member.substring(2, parameters < 0 ? member.length() : parameters)
                        .strip();
            }
            at = end + 1;
        }
        return urgency.equals(BACKGROUND);
    }

    /** Where the member of a dictionary (RFC 9651, 3.2) ends that begins at {@code from}; -1 if a string in it never does. */
    private static int memberEnd(String field, int from) {
        boolean quoted = false;
        for (int i = from; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == ',' && !quoted) {
                return i;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            }
        }
        return quoted ? -1 : field.length();
    }
}
