package dev.sluice.runner.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a source file asks for in comments of JBang's form, which count anywhere in the file where they begin a line.
 *
 * @param libraries of {@code //DEPS}, in their order
 * @param boms likewise, those with {@code @pom}: they tell versions of others
 * @param repositories of {@code //REPOS}, addresses by their ids
 * @param problem what of it cannot be done, for the author; behind the name of the file
 */
public record Orders(
        List<Library> libraries, List<Library> boms, Map<String, String> repositories, Optional<String> problem) {

    private static final Pattern ORDER =
            Pattern.compile("(?m)^//(DEPS|REPOS|JAVA|SOURCES|FILES)[ \\t]+(\\S[^\\r\\n]*)");

    /** Words between blanks, commas and semicolons; quotes hold a version range together. */
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s,;\"]+)");

    private static final Pattern LIBRARY =
            Pattern.compile("([\\w.-]+):([\\w.-]+)(?::([^:@\\s${}]+))?(?::([\\w.-]+))?(?:@(\\w+))?");

    private static final Pattern REPOSITORY = Pattern.compile("(?:([\\w.-]+)=)?(\\w+:/\\S+)");

    private static final Pattern JAVA = Pattern.compile("(\\d{1,4})(\\+?)");

    /** The one that a Maven asks anyway. */
    private static final Pattern CENTRAL = Pattern.compile("(?i)central|mavencentral");

    /**
     * A library.
     *
     * @param version none if a BOM tells it
     */
    public record Library(
            String group,
            String artifact,
            Optional<String> version,
            Optional<String> classifier,
            Optional<String> type) {}

    public Orders {
        libraries = List.copyOf(libraries);
        boms = List.copyOf(boms);
        repositories = Map.copyOf(repositories);
    }

    /** Whether it asks for something that a build has to get. */
    boolean asksForLibraries() {
        return !libraries.isEmpty() || !boms.isEmpty();
    }

    /** Reads those of a file. */
    public static Orders of(String text) {
        List<Library> libraries = new ArrayList<>();
        List<Library> boms = new ArrayList<>();
        Map<String, String> repositories = new LinkedHashMap<>();
        Matcher order = ORDER.matcher(text);
        while (order.find()) {
            for (String word : words(order.group(2))) {
                Optional<String> problem = switch (order.group(1)) {
                    case "DEPS" -> library(word, libraries, boms);
                    case "REPOS" -> repository(word, repositories);
                    case "JAVA" -> java(word);
                    default ->
                        Optional.of("asks by //" + order.group(1) + " for " + word
                                + ", and a function that is one Java file has no other files: make it a Maven project, as"
                                + " sluice new --language java does, and deploy that folder");
                };
                if (problem.isPresent()) {
                    return new Orders(List.of(), List.of(), Map.of(), problem);
                }
            }
        }
        return new Orders(libraries, boms, repositories, Optional.empty());
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.replaceFirst("(^|\\s)//.*", ""));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    private static Optional<String> library(String word, List<Library> libraries, List<Library> boms) {
        Matcher match = LIBRARY.matcher(word);
        if (!match.matches()) {
            return Optional.of(
                    "asks by //DEPS for " + word + ", which is no library: write group:artifact:version, as in"
                            + " //DEPS com.google.code.gson:gson:2.13.2, with a version range in quotes, and without ${…}");
        }
        Library library = new Library(
                match.group(1),
                match.group(2),
                Optional.ofNullable(match.group(3)),
                Optional.ofNullable(match.group(4)),
                Optional.ofNullable(match.group(5)));
        if (library.type().equals(Optional.of("pom"))) {
            boms.add(library);
        } else {
            libraries.add(library);
        }
        return Optional.empty();
    }

    private static Optional<String> repository(String word, Map<String, String> repositories) {
        Matcher match = REPOSITORY.matcher(word);
        if (match.matches()) {
            String id = match.group(1) == null ? "repository" + (repositories.size() + 1) : match.group(1);
            repositories.put(id, match.group(2));
            return Optional.empty();
        }
        return CENTRAL.matcher(word).matches()
                ? Optional.empty()
                : Optional.of(
                        "asks by //REPOS for " + word + ", whose address this platform does not know: write it, as in"
                                + " //REPOS " + word.replaceFirst("=.*", "") + "=https://repository.example.org/maven");
    }

    /** Code for an older release runs on a newer one. */
    private static Optional<String> java(String word) {
        int own = Runtime.version().feature();
        Matcher match = JAVA.matcher(word);
        if (!match.matches()) {
            return Optional.of(
                    "asks by //JAVA for " + word + ", which is no release: write a number, as in //JAVA " + own + "+");
        }
        return Integer.parseInt(match.group(1)) <= own
                ? Optional.empty()
                : Optional.of("asks by //JAVA for Java " + match.group(1) + match.group(2)
                        + ", and this platform has Java " + own);
    }
}
