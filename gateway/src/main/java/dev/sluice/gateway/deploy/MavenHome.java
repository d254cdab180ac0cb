package dev.sluice.gateway.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /**
     * The one that is told, else that of {@code MAVEN_HOME}, the first on the path, or the one that the launcher keeps.
     *
     * @param told a folder
     * @param environment the gateway's own
     */
    public static Optional<MavenHome> find(Optional<Path> told, Map<String, String> environment) {
        if (told.isPresent()) {
            return told.filter(MavenHome::isOne).map(MavenHome::new);
        }
        Stream<Path> named = Stream.ofNullable(environment.get("MAVEN_HOME")).map(Path::of);
        Stream<Path> onPath = Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(part -> !part.isEmpty())
                .map(part -> Path.of(part, "mvn"))
                .filter(Files::isExecutable)
                .flatMap(MavenHome::homeOf);
        return Stream.of(named, onPath, kept(environment).stream())
                .flatMap(each -> each)
                .filter(MavenHome::isOne)
                .findFirst()
                .map(MavenHome::new);
    }

    private static boolean isOne(Path folder) {
        return Files.isExecutable(folder.resolve(PROGRAM)) && Files.isDirectory(folder.resolve("lib"));
    }

    /** The program on the path is a link into the folder. */
    private static Stream<Path> homeOf(Path program) {
        try {
            return Stream.ofNullable(program.toRealPath().getParent()).map(bin -> bin.resolveSibling(""));
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
