package dev.sluice.gateway.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Maven that is installed, which projects are built with.
 *
 * @param folder that it was unpacked into; {@code bin/mvn} is in it
 */
public record MavenHome(Path folder) {

    private static final Path PROGRAM = Path.of("bin", "mvn");

    /** Where the launcher keeps the one that it fetched, below the home of the gateway's user. */
    private static final Path KEPT = Path.of(".cache", "sluice");

    /** The jar whose name tells the version. */
    private static final Pattern CORE = Pattern.compile("maven-core-(\\d+(?:\\.\\d+)*).*\\.jar");

    /**
     * The one that is told, else that of {@code MAVEN_HOME}, else the newest of those on the path and those that the launcher keeps: an
     * old one takes old plugins unless a project names others, and these know no Java of today.
     *
     * @param told a folder
     * @param environment the gateway's own
     */
    public static Optional<MavenHome> find(Optional<Path> told, Map<String, String> environment) {
        if (told.isPresent()) {
            return told.filter(MavenHome::isOne).map(MavenHome::new);
        }
        Optional<MavenHome> named = Optional.ofNullable(environment.get("MAVEN_HOME"))
                .map(Path::of)
                .filter(MavenHome::isOne)
                .map(MavenHome::new);
        Stream<Path> onPath = Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(part -> !part.isEmpty())
                .map(part -> Path.of(part, "mvn"))
                .filter(Files::isExecutable)
                .flatMap(MavenHome::homeOf);
        return named.or(() -> Stream.concat(onPath, kept(environment).stream())
                .filter(MavenHome::isOne)
                .map(MavenHome::new)
                .max(Comparator.comparing(MavenHome::version, Arrays::compare)));
    }

    /** Its numbers, as far as its files tell them. */
    private int[] version() {
        try (Stream<Path> all = Files.list(folder.resolve("lib"))) {
            return all.map(MavenHome::real)
                    .map(CORE::matcher)
                    .filter(Matcher::matches)
                    .map(match -> Stream.of(match.group(1).split("\\.", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray())
                    .findFirst()
                    .orElse(new int[0]);
        } catch (IOException | NumberFormatException e) {
            return new int[0];
        }
    }

    /** Where a system links the libraries of its programs, the link need not tell the version. */
    private static String real(Path file) {
        try {
            return String.valueOf(file.toRealPath().getFileName());
        } catch (IOException e) {
            return String.valueOf(file.getFileName());
        }
    }

    private static boolean isOne(Path folder) {
        return Files.isExecutable(folder.resolve(PROGRAM)) && Files.isDirectory(folder.resolve("lib"));
    }

    /** The program on the path is a link into the folder. */
    private static Stream<Path> homeOf(Path program) {
        try {
            return Stream.of(program.toRealPath().resolve("../..").normalize());
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static List<Path> kept(Map<String, String> environment) {
        Path folder = Path.of(environment.getOrDefault("HOME", "/")).resolve(KEPT);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> String.valueOf(each.getFileName()).startsWith("apache-maven-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What a build with it has to see: some systems keep its settings elsewhere. */
    List<Path> readable() {
        Set<Path> all = new LinkedHashSet<>(List.of(folder));
        for (String name : List.of("conf", "bin/m2.conf")) {
            try {
                Path real = folder.resolve(name).toRealPath();
                if (!real.startsWith(folder)) {
                    all.add(real);
                }
            } catch (IOException e) {
                // It is not there.
            }
        }
        return List.copyOf(all);
    }
}
