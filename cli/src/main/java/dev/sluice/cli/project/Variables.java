package dev.sluice.cli.project;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Variables that stand in specs and documents as <code>${NAME}</code> or <code>${NAME:-what it is if it is not set}</code>. */
public final class Variables {

    private static final Pattern USE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<default>:-(?<otherwise>[^}]*))?}");

    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(?<value>.*?)\\s*");

    private final Map<String, String> values;

    private Variables(Map<String, String> values) {
        this.values = values;
    }

    /** Those of the environment, and those of {@code files}, of which each wins over what came before it. */
    public static Variables of(Map<String, String> environment, List<Path> files) {
        Map<String, String> values = new HashMap<>(environment);
        files.forEach(file -> add(file, values));
        return new Variables(values);
    }

    private static void add(Path file, Map<String, String> values) {
        List<String> lines = text(file).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw refused(file, i, "it is not written NAME=value");
            }
            values.put(matcher.group("name"), unquoted(matcher.group("value")));
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && Stream.of("'", "\"").anyMatch(mark -> value.startsWith(mark) && value.endsWith(mark));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /**
     * The text of {@code file}, each variable replaced by what it is. A text that stands there as <code>$${</code> is
     * <code>${</code>, and a line that begins with {@code #} stays as it is.
     *
     * @throws CommandException with file and line if a variable is not set, or its value has several lines
     */
    public String in(Path file) {
        // Each with its own end, so that what has no variables stays byte for byte.
        String[] lines = text(file).split("(?<=\n)", -1);
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            int number = i;
            whole.append(
                    lines[i].stripLeading().startsWith("#")
                            ? lines[i]
                            : USE.matcher(lines[i])
                                    .replaceAll(use -> Matcher.quoteReplacement(value(use, file, number))));
        }
        return whole.toString();
    }

    private String value(MatchResult use, Path file, int line) {
        String name = use.group("name");
        if (name == null) {
            return "${";
        }
        String value = values.get(name);
        // As in a shell, one that is set to nothing is as good as none where there is something in its place.
        if (use.group("default") != null && (value == null || value.isEmpty())) {
            return use.group("otherwise");
        }
        if (value == null) {
            throw refused(
                    file,
                    line,
                    "the variable " + name + " is not set: set it, name a file with --env-file, write ${" + name
                            + ":-default}, or $${" + name + "} for the text itself");
        }
        if (value.lines().count() > 1) {
            throw refused(
                    file, line, "the variable " + name + " has several lines, which a spec cannot take: use a secret");
        }
        return value;
    }

    private static CommandException refused(Path file, int line, String why) {
        return new CommandException(Exit.FAILED, "In " + file + ", line " + (line + 1) + ": " + why + ".");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw CommandException.machine("Cannot read " + file + ": it is not UTF-8.");
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }
}
