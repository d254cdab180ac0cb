package dev.sluice.gateway.observe.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.problem.JsonText;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A line of a function's log as one line of JSON; the function's name is not in it, it is that of the folder. */
final class LogLineJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private LogLineJson() {}

    /** Appends {@code line} and a newline to {@code text}. */
    static void write(LogLine line, StringBuilder text) {
        JsonText json = new JsonText(text)
                .open('{')
                .member("time", instant(line.epochMicros()).toString())
                .member("version", line.version())
                .member("instance", line.instance().value())
                .member("invocation", line.invocation())
                .member("source", word(line.source()))
                .member("line", line.line());
        if (!line.fields().isEmpty()) {
            json.name("fields").open('{');
            line.fields().forEach(json::member);
            json.close('}');
        }
        json.close('}');
        text.append('\n');
    }

    /** What {@link #write} wrote; empty if it is anything else, such as half a line. */
    static Optional<LogLine> read(String function, byte[] json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            Fields fields = new Fields();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    fields.setFields(name, texts(parser));
                } else {
                    fields.set(name, parser.getText());
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null
                    ? Optional.of(fields.line(function))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The members of an object of texts. */
    private static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            texts.put(name, parser.getText());
        }
        return texts;
    }

    /** The word for a source: {@code stdout}, {@code stderr}, {@code debug}, {@code info}, {@code warn}, {@code error}. */
    static String word(LogSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private static Instant instant(long epochMicros) {
        return Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS);
    }

    private static final class Fields {
        private long micros;
        private int version;
        private String instance = "";
        private String invocation = "";
        private LogSource source = LogSource.STDOUT;
        private String line = "";
        private Map<String, String> found = Map.of();

        void setFields(String name, Map<String, String> texts) {
            if (name.equals("fields")) {
                found = texts;
            }
        }

        void set(String name, String value) {
            switch (name) {
                case "time" -> micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value));
                case "version" -> version = Integer.parseInt(value);
                case "instance" -> instance = value;
                case "invocation" -> invocation = value;
                case "source" -> source = LogSource.valueOf(value.toUpperCase(Locale.ROOT));
                case "line" -> line = value;
                default -> {
                    // A later release may write more.
                }
            }
        }

        LogLine line(String function) {
            return new LogLine(function, version, new RunnerId(instance), invocation, source, micros, line, found);
        }
    }
}
