package dev.sluice.gateway.adapter.logs;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.core.adapter.Expression;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A user's expression, which takes time in proportion to the text, whatever the text (RE2). Thread-safe. */
public record LineExpression(Pattern pattern) {

    /** Instructions that one may be made of: each costs a step for each character. */
    private static final int MOST_INSTRUCTIONS = 2_000;

    /** Throws {@link IllegalArgumentException} with a clause for people. */
    public static LineExpression of(Expression expression) {
        try {
            Pattern pattern = Pattern.compile(expression.text());
            if (pattern.programSize() > MOST_INSTRUCTIONS) {
                throw new IllegalArgumentException("it is too large: repeated parts make it " + pattern.programSize()
                        + " instructions, of " + MOST_INSTRUCTIONS + " at most");
            }
            return new LineExpression(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("it is not an expression of RE2: " + e.getMessage(), e);
        }
    }

    public boolean isIn(CharSequence line) {
        return pattern.matcher(line).find();
    }

    /** What its named groups took of the line, in their order; empty if it is not in the line. */
    Optional<Map<String, String>> groups(String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Map<String, String> groups = new LinkedHashMap<>();
        pattern.namedGroups().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .filter(group -> matcher.group(group.getValue()) != null)
                .forEach(group -> groups.put(group.getKey(), matcher.group(group.getValue())));
        return Optional.of(groups);
    }
}
