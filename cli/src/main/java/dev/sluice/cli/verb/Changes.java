package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Terminal;

/** Shows in what a version differs from the one that was live before. */
public final class Changes {

    private static final int LONGEST = 120;

    private Changes() {}

    /** A line for each change that {@code answer} tells. */
    public static void print(Doc answer, Session session) {
        for (Doc change : answer.docs("changes")) {
            session.print(session.terminal().dim("  " + Terminal.harmless(sentence(change))));
        }
    }

    private static String sentence(Doc change) {
        String key = change.text("key");
        if (!change.has("to")) {
            return key + " is not set any more; it was " + value(change, "from");
        }
        String to = key + " is " + value(change, "to");
        return change.has("from") ? to + "; it was " + value(change, "from") : to + "; it was not set";
    }

    private static String value(Doc change, String member) {
        String text = change.shown(member);
        if (change.text("key").equals("code")) {
            return Deploy.shortened(text);
        }
        return text.isEmpty() ? "empty" : text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
