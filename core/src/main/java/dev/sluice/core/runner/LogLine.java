package dev.sluice.core.runner;

import dev.sluice.core.protocol.Frame;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line that a function printed or logged; several where an adapter made one entry of them.
 *
 * @param invocation empty outside any
 * @param source the level, if it was told or an adapter found it
 * @param fields what an adapter found in it besides, in its order; values that are no text are as JSON writes them
 */
public record LogLine(
        String function,
        int version,
        RunnerId instance,
        String invocation,
        Frame.LogSource source,
        long epochMicros,
        String line,
        Map<String, String> fields) {

    public LogLine {
        fields = fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** One in which nobody looked for fields. */
    public LogLine(
            String function,
            int version,
            RunnerId instance,
            String invocation,
            Frame.LogSource source,
            long epochMicros,
            String line) {
        this(function, version, instance, invocation, source, epochMicros, line, Map.of());
    }

    /** How many characters it has, those of its fields among them. */
    public int length() {
        int length = line.length();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            length += field.getKey().length() + field.getValue().length();
        }
        return length;
    }

    /** What somebody made of it: the same of what it tells where it came from. */
    public LogLine as(Frame.LogSource level, long micros, String message, Map<String, String> found) {
        return new LogLine(function, version, instance, invocation, level, micros, message, found);
    }

    /** The same with another text. */
    public LogLine withLine(String text) {
        return as(source, epochMicros, text, fields);
    }
}
