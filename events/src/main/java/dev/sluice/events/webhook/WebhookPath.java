package dev.sluice.events.webhook;

import dev.sluice.core.function.TreeValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a webhook, in which a segment in braces stands for any one segment: {@code /hooks/github/{repo}}.
 *
 * @param segments between the slashes behind {@code /hooks}, one or more
 */
public record WebhookPath(List<Segment> segments) {

    /** What may be written, as told to people. */
    public static final String RULE =
            "/hooks/ and 1 to 16 segments of letters, digits, '-', '_', '.' and '~', or {name} for any one segment";

    /** What all of them begin with. */
    public static final String START = "/hooks/";

    private static final int MOST_SEGMENTS = 16;
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z][a-z0-9]{0,19})}");

    /** What stands between two slashes. */
    public sealed interface Segment {

        /** This text alone. */
        record Literal(String text) implements Segment {}

        /** Any text but none. */
        record Variable(String name) implements Segment {}
    }

    public WebhookPath {
        segments = List.copyOf(segments);
    }

    public static WebhookPath parse(String text) {
        if (!text.startsWith(START)) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' does not begin with " + START);
        }
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : text.substring(START.length()).split("/", -1)) {
            Segment segment = segment(part);
            if (segment instanceof Segment.Variable(String name) && !names.add(name)) {
                throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' has {" + name + "} twice");
            }
            segments.add(segment);
        }
        if (segments.size() > MOST_SEGMENTS) {
            throw new IllegalArgumentException(
                    "'" + TreeValues.shown(text) + "' has " + segments.size() + " segments behind " + START);
        }
        return new WebhookPath(segments);
    }

    private static Segment segment(String part) {
        Matcher variable = VARIABLE.matcher(part);
        if (variable.matches()) {
            return new Segment.Variable(variable.group(1));
        }
        if (!LITERAL.matcher(part).matches() || part.equals(".") || part.equals("..")) {
            throw new IllegalArgumentException(
                    part.isEmpty() ? "a segment is empty" : "'" + TreeValues.shown(part) + "' cannot be a segment");
        }
        return new Segment.Literal(part);
    }

    /** The variables of a path that this one is for, as they are written there, in order. */
    public Optional<Map<String, String>> match(String path) {
        if (!path.startsWith(START)) {
            return Optional.empty();
        }
        String[] parts = path.substring(START.length()).split("/", -1);
        if (parts.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i++) {
            boolean fits = switch (segments.get(i)) {
                case Segment.Literal(String text) -> text.equals(parts[i]);
                case Segment.Variable(String name) -> {
                    variables.put(name, parts[i]);
                    yield !parts[i].isEmpty();
                }
            };
            if (!fits) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    /** Whether there is a path that is for both. */
    public boolean meets(WebhookPath other) {
        if (segments.size() != other.segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i) instanceof Segment.Literal mine
                    && other.segments.get(i) instanceof Segment.Literal theirs
                    && !mine.equals(theirs)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("/hooks");
        for (Segment segment : segments) {
            text.append('/')
                    .append(
                            switch (segment) {
                                case Segment.Literal literal -> literal.text();
                                case Segment.Variable variable -> "{" + variable.name() + "}";
                            });
        }
        return text.toString();
    }
}
