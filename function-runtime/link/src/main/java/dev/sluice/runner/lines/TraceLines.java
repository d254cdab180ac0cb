package dev.sluice.runner.lines;

import dev.sluice.core.protocol.Protocol;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes one record of a stack trace, which programs print as many lines, and leaves out the runner's own frames. A line
 * that may be the first of a trace waits for the next one, or for the end of the call. Not thread-safe.
 */
final class TraceLines {

    /** How {@link Throwable#printStackTrace()} begins: a class whose name says what it is, and maybe a message. */
    private static final Pattern HEAD = Pattern.compile(
            "(Exception in thread \"[^\"]*\" )?[\\w$]+(\\.[\\w$]+)*\\.[\\w$]*(Exception|Error|Throwable)(: .*)?");

    private static final Pattern REST =
            Pattern.compile("\\s+at .*|\\s*(Caused by|Suppressed): .*|\\s+\\.\\.\\. \\d+ .*");
    private static final Pattern OF_THE_RUNNER = Pattern.compile("\\s+at (app//)?dev\\.sluice\\.(runner|core)\\..*");

    private final Consumer<String> records;
    private @Nullable StringBuilder waiting;
    private boolean atOnce;

    TraceLines(Consumer<String> records) {
        this.records = records;
    }

    /**
     * Takes a line.
     *
     * @param last whether nothing more was written at the same time; a logger writes its message and the trace at once
     */
    void line(String line, boolean last) {
        StringBuilder record = waiting;
        if (record != null && OF_THE_RUNNER.matcher(line).matches()) {
            return;
        }
        boolean goesOn = isRest(line) || atOnce && isHead(line) && record != null && record.indexOf("\n") < 0;
        if (record != null && goesOn && record.length() + 1 + line.length() <= Protocol.MAX_LOG_LINE_CHARS) {
            record.append('\n').append(line);
        } else {
            flush();
            waiting = new StringBuilder(line);
        }
        atOnce = !last;
        if (last && !isHead(line) && !isRest(line)) {
            flush();
        }
    }

    private static boolean isHead(String line) {
        return (line.contains("Exception") || line.contains("Error") || line.contains("Throwable"))
                && HEAD.matcher(line).matches();
    }

    private static boolean isRest(String line) {
        return !line.isEmpty()
                && (Character.isWhitespace(line.charAt(0))
                        || line.startsWith("Caused by: ")
                        || line.startsWith("Suppressed: "))
                && REST.matcher(line).matches();
    }

    /** Nothing more belongs to what waits. */
    void flush() {
        StringBuilder trace = waiting;
        waiting = null;
        if (trace != null) {
            records.accept(trace.toString());
        }
    }
}
