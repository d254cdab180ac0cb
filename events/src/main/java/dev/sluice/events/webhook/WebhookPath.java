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

    private static final String VARIABLE_SHAPE = "\uffff";

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

    /** What stands between the slashes of a path behind {@link #START}; empty if it does not begin so. */
    static List<String> parts(String path) {
        return path.startsWith(START) ? List.of(path.substring(START.length()).split("/", -1)) : List.of();
    }

    /** The variables of a path that has these parts, as they are written there, in order; empty if this one is not for it. */
    Optional<Map<String, String>> match(List<String> parts) {
        if (!fits(parts)) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            if (segments.get(i) instanceof Segment.Variable(String name)) {
                variables.put(name, parts.get(i));
            }
        }
        return Optional.of(variables);
    }

    private boolean fits(List<String> parts) {
        boolean fits = parts.size() == segments.size();
        for (int i = 0; fits && i < parts.size(); i++) {
            fits = switch (segments.get(i)) {
                case Segment.Literal(String text) -> text.equals(parts.get(i));
                case Segment.Variable _ -> !parts.get(i).isEmpty();
            };
        }
        return fits;
    }

    /** Whether both are for the same paths, whatever their variables are called. */
    public boolean isLike(WebhookPath other) {
        return shape().equals(other.shape());
    }

    /**
     * The order in which paths are tried: of two that are for one path, that comes first which has text where the other has a
     * variable, at the first segment where they differ so.
     */
    static int compare(WebhookPath one, WebhookPath other) {
        return one.shape().compareTo(other.shape());
    }

    /** Its text with a character in the place of each variable that sorts behind all others. */
    private String shape() {
        StringBuilder shape = new StringBuilder();
        for (Segment segment : segments) {
            shape.append('/')
                    .append(
                            switch (segment) {
                                case Segment.Literal literal -> literal.text();
                                case Segment.Variable _ -> VARIABLE_SHAPE;
                            });
        }
        return shape.toString();
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
