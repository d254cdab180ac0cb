package dev.sluice.gateway.adapter.logs;

import dev.sluice.core.adapter.LineForm;
import dev.sluice.core.adapter.LogAdapter;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the lines of one program, in the first of its forms that fits. Whatever fits none stays as it is. Thread-safe. */
final class EntryReader {

    /** Fields that an entry may have; a line with more stays as it is. */
    static final int MOST_FIELDS = 64;

    private final List<LineExpression> patterns;
    private final List<LineForm> forms;
    private final List<String> timeNames;
    private final List<String> levelNames;
    private final List<String> messageNames;

    /** Throws {@link IllegalArgumentException} for an expression that cannot be used. */
    EntryReader(LogAdapter adapter) {
        this.patterns = adapter.patterns().stream().map(LineExpression::of).toList();
        this.forms = adapter.formats();
        this.timeNames = adapter.time().map(List::of).orElse(List.of("time", "timestamp", "ts", "@timestamp"));
        this.levelNames = adapter.level().map(List::of).orElse(List.of("level", "severity", "lvl", "loglevel"));
        this.messageNames = adapter.message().map(List::of).orElse(List.of("message", "msg", "text"));
    }

    /** The entry that a line is, or the line itself. */
    LogLine read(LogLine line) {
        for (LineExpression pattern : patterns) {
            Optional<LogLine> entry = pattern.groups(line.line()).flatMap(fields -> entry(line, fields));
            if (entry.isPresent()) {
                return entry.get();
            }
        }
        for (LineForm form : forms) {
            Optional<LogLine> entry = switch (form) {
                case JSON -> JsonObjectLine.read(line.line()).flatMap(fields -> entry(line, fields));
                case LOGFMT -> Logfmt.read(line.line()).flatMap(fields -> entry(line, fields));
                case LEVELS ->
                    Levels.in(line.line()).map(level -> line.as(level, line.epochMicros(), line.line(), Map.of()));
            };
            if (entry.isPresent()) {
                return entry.get();
            }
        }
        return line;
    }

    private Optional<LogLine> entry(LogLine line, Map<String, String> found) {
        if (found.size() > MOST_FIELDS) {
            return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>(found);
        long micros = takenTime(fields).orElse(line.epochMicros());
        LogSource level = takenLevel(fields).orElse(line.source());
        String message = messageNames.stream()
                .filter(fields::containsKey)
                .findFirst()
                .map(fields::remove)
                .orElse(line.line());
        return Optional.of(line.as(level, micros, message, fields));
    }

    /** What cannot be read as a time stays a field. */
    private OptionalLong takenTime(Map<String, String> fields) {
        for (String name : timeNames) {
            String value = fields.get(name);
            OptionalLong micros = value == null ? OptionalLong.empty() : EntryTime.micros(value);
            if (micros.isPresent()) {
                fields.remove(name);
                return micros;
            }
        }
        return OptionalLong.empty();
    }

    private Optional<LogSource> takenLevel(Map<String, String> fields) {
        for (String name : levelNames) {
            String value = fields.get(name);
            Optional<LogSource> level = value == null ? Optional.empty() : Levels.of(value);
            if (level.isPresent()) {
                fields.remove(name);
                return level;
            }
        }
        return Optional.empty();
    }
}
