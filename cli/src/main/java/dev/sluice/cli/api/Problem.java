package dev.sluice.cli.api;

import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An error as the platform tells it (RFC 9457), or as close as another server's answer comes to one.
 *
 * @param body what was answered, word by word
 */
public record Problem(int status, String detail, Doc doc, String body) {

    private static final int MOST_OF_A_FOREIGN_ANSWER = 300;

    /** Whether {@code answer} is an error of the platform, not of a function. */
    public static boolean isIn(Response answer) {
        return answer.isOf("application/problem+json");
    }

    /** The problem that is told inside of another answer. */
    public static Problem of(Doc doc) {
        return new Problem(
                (int) doc.count("status"), sentence(doc), doc, doc.json().toString());
    }

    private static String sentence(Doc doc) {
        return doc.text("detail").isEmpty() ? doc.text("title") : doc.text("detail");
    }

    public static Problem read(Response answer) throws IOException {
        String body = answer.text();
        if (isIn(answer)) {
            try {
                Doc doc = Doc.parse(body);
                return new Problem(answer.status(), sentence(doc), doc, body);
            } catch (IllegalArgumentException e) {
                // Told below as what it is: an answer that nobody can read.
            }
        }
        String start = body.strip();
        start = start.substring(0, Math.min(start.length(), MOST_OF_A_FOREIGN_ANSWER));
        String detail = "The answer was " + answer.status() + (start.isEmpty() ? " without a word." : ": " + start);
        return new Problem(answer.status(), detail, Doc.empty(), body);
    }

    public String reason() {
        return doc.text("reason");
    }

    /** What a person reads: the sentence, each wrong place, what the function's code did, and the stable words. */
    public List<String> lines(Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.red("Error: ") + Terminal.harmless(detail));
        List<Doc> faults = doc.docs("violations").isEmpty() ? doc.docs("errors") : doc.docs("violations");
        for (Doc fault : faults) {
            String allowed = fault.text("allowed");
            lines.add("  " + terminal.bold(Terminal.harmless(fault.text("path"))) + ": "
                    + Terminal.harmless(
                            fault.text("message") + (allowed.isEmpty() ? "" : " (allowed: " + allowed + ")")));
        }
        addFunction(doc.doc("function"), terminal, lines);
        String hint = doc.text("hint");
        if (!hint.isEmpty() && !detail.contains(hint)) {
            lines.add("  " + Terminal.harmless(hint));
        }
        if (!reason().isEmpty()) {
            String call = doc.text("invocation");
            lines.add(terminal.dim("  (" + doc.text("component") + ", " + reason() + ", " + status
                    + (call.isEmpty() ? "" : ", invocation " + call) + ")"));
        }
        return lines;
    }

    private static void addFunction(Doc error, Terminal terminal, List<String> lines) {
        if (error.text("type").isEmpty() && error.text("message").isEmpty()) {
            return;
        }
        String type = error.text("type");
        String message = error.text("message");
        lines.add("  "
                + terminal.yellow(
                        Terminal.harmless(type + (type.isEmpty() || message.isEmpty() ? "" : ": ") + message)));
        for (String frame : error.texts("frames")) {
            // A frame may also begin the story of a cause.
            lines.add(terminal.dim((frame.startsWith("Caused by") ? "    " : "    at ") + Terminal.harmless(frame)));
        }
    }
}
