package dev.sluice.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code ROOT VERSION FOLDER}: fills the folder anew from what the checkout at the root has built. */
public final class Packages {

    private static final String API = "sluice-function-api";
    private static final String DOUBLES = "sluice-function-doubles";
    private static final String ARCHETYPE = "sluice-function-archetype";

    private final Path runtimes;
    private final Path root;
    private final String version;

    private Packages(Path root, String version) {
        this.root = root;
        this.version = version;
        runtimes = root.resolve("function-runtime");
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[2]);
        deleteAll(folder);
        new Packages(Path.of(arguments[0]), arguments[1]).write(folder);
    }

    private void write(Path folder) throws IOException {
        MavenRepository maven = new MavenRepository(folder.resolve("maven"), version, Instant.now());
        maven.add(
                new Artifact(API, "Sluice function API", "What a Java function compiles against.", List.of()),
                built("api", API),
                sources("api"));
        maven.add(
                new Artifact(
                        DOUBLES,
                        "Sluice function test doubles",
                        "Stand-ins for what the platform gives a Java function, for unit tests.",
                        List.of(API)),
                built("doubles", DOUBLES),
                sources("doubles"));
        byte[] archetype = archetype();
        maven.add(
                new Artifact(
                        ARCHETYPE, "Sluice function archetype", "A Maven project of a function in Java.", List.of()),
                archetype,
                archetype);
        maven.catalog(ARCHETYPE);

        Path packages = Files.createDirectories(folder.resolve("packages"));
        Entries doubles = Entries.of(runtimes.resolve("node/src/main/doubles")).replacing("@version@", version);
        Files.write(
                packages.resolve(DOUBLES + "-" + version + ".tgz"),
                doubles.below("package/").tarGz());
        Wheel wheel = new Wheel(DOUBLES, version, "Stand-ins for what the platform gives a function, for unit tests.");
        Path library = runtimes.resolve("python/src/main/runtime/lib");
        Entries modules = Entries.of(runtimes.resolve("python/src/main/doubles"))
                .and("sluice.py", Files.readAllBytes(library.resolve("sluice.py")))
                .and("sluice_ownership.py", Files.readAllBytes(library.resolve("sluice_ownership.py")));
        Files.write(packages.resolve(wheel.fileName()), wheel.of(modules));
    }

    private byte[] built(String module, String artifact) throws IOException {
        return Files.readAllBytes(runtimes.resolve(module + "/target/" + artifact + "-" + version + ".jar"));
    }

    private byte[] sources(String module) throws IOException {
        return Entries.of(runtimes.resolve(module + "/src/main/java")).zip();
    }

    private byte[] archetype() throws IOException {
        return Entries.of(root.resolve("packages/src/main/archetype"))
                .replacing("@version@", version)
                .zip();
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
