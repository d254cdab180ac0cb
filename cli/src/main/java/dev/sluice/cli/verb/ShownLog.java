package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Lines of a function's log as a person reads them. */
record ShownLog(Session session) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    /** What a log tells those who follow it: a line, or that some are missing. */
    void event(ServerEvent event) {
        if (event.name().equals("lost") && !session.json()) {
            session.note(session.terminal()
                    .yellow(Units.counted(Doc.parse(event.data()).count("lost"), "line is missing", "lines are missing")
                            + " here: more came than were read."));
        } else {
            line(event.data());
        }
    }

    /** One line, as the platform tells it. */
    void line(String line) {
        if (session.json() || line.isBlank()) {
            session.print(line);
            return;
        }
        Doc entry = Doc.parse(line);
        Terminal terminal = session.terminal();
        String source = entry.text("source");
        String text = Terminal.harmlessLines(entry.text("line"));
        session.print(terminal.dim(time(entry.text("time")) + " " + (source + "      ").substring(0, 6)) + " "
                + switch (source) {
                    case "error", "stderr" -> terminal.red(text);
                    case "warn" -> terminal.yellow(text);
                    default -> text;
                }
                + fields(entry.doc("fields")));
    }

    private String fields(Doc fields) {
        StringBuilder shown = new StringBuilder();
        for (String name : fields.names()) {
            shown.append(' ').append(name).append('=').append(quoted(fields.text(name)));
        }
        return shown.isEmpty() ? "" : session.terminal().dim(Terminal.harmless(shown.toString()));
    }

    private static String quoted(String value) {
        return value.isEmpty() || value.indexOf(' ') >= 0 ? '"' + value + '"' : value;
    }

    private static String time(String text) {
        try {
            return TIME.format(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return text;
        }
    }
}
