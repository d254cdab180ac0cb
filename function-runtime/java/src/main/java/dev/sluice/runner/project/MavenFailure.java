package dev.sluice.runner.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells in one sentence why Maven failed: the line of the code, or the dependency.
 *
 * @param lines what it said, with the names of files as they are in the folder
 */
record MavenFailure(List<String> lines, Path folder) {

    private static final String ERROR = "[ERROR] ";

    /** A place in a source file, as the compiler plugin tells it. */
    private static final Pattern PLACE =
            Pattern.compile("\\[ERROR\\] (?:file://)?([^\\[\\]]+\\.\\w+):\\[(\\d+),(\\d+)\\] (?:error: )?(.+)");

    private static final Pattern RELEASE =
            Pattern.compile("release version (\\S+) not supported|invalid (?:target|source) release: (\\S+)");

    private static final Pattern OPTION = Pattern.compile("(?:Source|Target) option (\\S+) is no longer supported");

    private static final String COORDINATES = "([\\w.-]+):([\\w.-]+)(?::([\\w-]+))?(?::[\\w-]+)?:([^:\\s]+)";

    private static final Pattern ABSENT =
            Pattern.compile("Could not find artifact " + COORDINATES + "(?: in (\\S+) \\(([^)]*)\\))?");

    private static final Pattern ABSENT_BEFORE =
            Pattern.compile(COORDINATES + " was not found in (\\S+) during a previous attempt");

    private static final Pattern OUT_OF_REACH =
            Pattern.compile("Could not transfer artifact " + COORDINATES + " from/to (\\S+) \\(([^)]*)\\): (.+)");

    private static final Pattern GOAL = Pattern.compile(
            "Failed to execute goal (?:[\\w.-]+:([\\w.-]+):[^:\\s]+:(\\S+) )?(?:\\([^)]*\\) )?on project [^:]+: (.+)");

    /** The characters of a source line that are shown. */
    private static final int SHOWN = 200;

    String sentence() {
        return Stream.<Optional<String>>of(
                        release(),
                        option(),
                        parent(),
                        outOfReach(),
                        absent(),
                        place(),
                        ofModel(),
                        memory(),
                        goal(),
                        lastWords())
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("Maven failed and said nothing");
    }

    private Optional<String> place() {
        List<String> places = new ArrayList<>();
        Optional<String> first = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            Matcher match = PLACE.matcher(lines.get(i));
            if (match.matches() && !places.contains(lines.get(i))) {
                places.add(lines.get(i));
                if (first.isEmpty()) {
                    first = Optional.of(place(match, i));
                }
            }
        }
        int more = places.size() - 1;
        return first.map(sentence ->
                more == 0 ? sentence : sentence + " (and " + more + (more == 1 ? " more error)" : " more errors)"));
    }

    private String place(Matcher match, int at) {
        StringBuilder sentence = new StringBuilder(match.group(1) + " does not compile: line " + match.group(2)
                + ", column " + match.group(3) + ": " + match.group(4));
        for (int i = at + 1; i < lines.size(); i++) {
            String line = lines.get(i);
            String rest = line.startsWith(ERROR) ? line.substring(ERROR.length()) : line;
            if (!rest.startsWith("  ")) {
                break;
            }
            sentence.append(", ").append(rest.strip().replaceAll("\\s+", " "));
        }
        source(match.group(1), Integer.parseInt(match.group(2)))
                .ifPresent(line -> sentence.append(", in: ").append(line));
        return sentence.toString();
    }

    private Optional<String> source(String file, int line) {
        try (Stream<String> all = Files.lines(folder.resolve(file))) {
            return all.skip(Math.max(0, line - 1))
                    .findFirst()
                    .map(String::strip)
                    .map(text -> text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
        } catch (IOException | java.io.UncheckedIOException | java.nio.file.InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<String> release() {
        return first(RELEASE)
                .map(match -> "the pom.xml asks for Java " + either(match.group(1), match.group(2))
                        + ", and this platform compiles with Java "
                        + Runtime.version().feature()
                        + ": ask for a release that it knows, as in <maven.compiler.release>"
                        + Runtime.version().feature()
                        + "</maven.compiler.release>");
    }

    /** Old versions of the compiler plugin, which old versions of Maven take unless they are told, know no release. */
    private Optional<String> option() {
        return first(OPTION)
                .map(match -> "the project is compiled for Java " + match.group(1)
                        + ", which the compiler does not know any more: set maven.compiler.release in the pom.xml, and name a version of"
                        + " maven-compiler-plugin there, 3.14.1 say, because an older one does not heed it");
    }

    private Optional<String> parent() {
        return errors().filter(line -> line.contains("Non-resolvable parent POM"))
                .findFirst()
                .map(line -> {
                    Matcher match = Pattern.compile("(?:artifact |parent POM )?" + COORDINATES
                                    + "(?= in | from/to | was not found|$| and )")
                            .matcher(line);
                    Matcher unreachable = OUT_OF_REACH.matcher(line);
                    return "the parent " + (match.find() ? coordinates(match) : "of the pom.xml")
                            + " of the project cannot be had: it is not in the folder that was sent, and "
                            + (unreachable.find() ? reach(unreachable) : "the registry has no such pom")
                            + ". Send the folder that has the parent too, or build the jar and deploy that";
                });
    }

    private Optional<String> outOfReach() {
        return first(OUT_OF_REACH).map(match -> what(match) + " cannot be had: " + reach(match));
    }

    private static String reach(Matcher match) {
        String reason = withoutHelp(match.group(7));
        String hint = Pattern.compile("\\b40[137]\\b").matcher(reason).find()
                ? ". Its user and password belong into the settings.xml of the gateway's user"
                : reason.contains("Checksum")
                        ? ". What it sends does not fit its checksum"
                        : ". Registries and proxies are those of ~/.m2/settings.xml of the gateway's user";
        return "the registry " + match.group(5) + " (" + match.group(6) + ") does not give it: " + reason + hint;
    }

    private Optional<String> absent() {
        return first(ABSENT)
                .map(match -> what(match) + " does not exist"
                        + (match.group(5) == null ? "" : " in " + match.group(5) + " (" + match.group(6) + ")")
                        + ": check its name and its version")
                .or(() -> first(ABSENT_BEFORE)
                        .map(match -> what(match) + " does not exist in " + match.group(5)
                                + ": check its name and its version"));
    }

    /** Of a plugin, or of a library that somebody depends on. */
    private static String what(Matcher match) {
        return (String.valueOf(match.group(2)).endsWith("-maven-plugin")
                                || String.valueOf(match.group(2)).matches("maven-.+-plugin")
                        ? "The plugin "
                        : "The dependency ")
                + coordinates(match);
    }

    private static String coordinates(Matcher match) {
        return match.group(1) + ":" + match.group(2) + ":" + match.group(4);
    }

    /** What is wrong with a pom.xml, as in {@code 'dependencies.dependency.version' for a:b:jar is missing}. */
    private Optional<String> ofModel() {
        return errors().filter(line -> line.contains(" @ ") && (line.contains("line ") || line.startsWith("'")))
                .filter(line -> !line.startsWith("The build could not read") && !line.startsWith("The project "))
                .findFirst()
                .map(line -> "a pom.xml is not right: " + withoutHelp(line));
    }

    private Optional<String> memory() {
        return lines.stream().anyMatch(line -> line.contains("java.lang.OutOfMemoryError"))
                ? Optional.of("the build ran out of memory: the end of its log says where it was")
                : Optional.empty();
    }

    private Optional<String> goal() {
        return first(GOAL)
                .map(match -> "Maven cannot build the project: "
                        + (match.group(1) == null ? "" : match.group(1) + ":" + match.group(2) + ": ")
                        + withoutHelp(match.group(3)));
    }

    private Optional<String> lastWords() {
        return errors().findFirst()
                .map(line -> "Maven cannot build the project: " + withoutHelp(line))
                .or(() -> lines.reversed().stream()
                        .filter(line -> !line.isBlank())
                        .findFirst());
    }

    private Stream<String> errors() {
        return lines.stream()
                .filter(line -> line.startsWith(ERROR) || line.startsWith("[FATAL] "))
                .map(line -> line.substring(line.indexOf(' ') + 1).strip())
                .filter(line -> !line.isEmpty());
    }

    /** In what it says of errors, which plain lines may go on with. */
    private Optional<Matcher> first(Pattern pattern) {
        return lines.stream()
                .filter(line -> !line.startsWith("[INFO]") && !line.startsWith("[WARNING]"))
                .map(pattern::matcher)
                .filter(Matcher::find)
                .findFirst();
    }

    private static String either(String one, String other) {
        return one == null ? other : one;
    }

    private static String withoutHelp(String text) {
        return text.replaceFirst(" -> \\[Help \\d+\\].*", "").replaceFirst("[.:\\s]+$", "");
    }
}
