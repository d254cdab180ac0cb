package dev.sluice.runners.pool;

import dev.sluice.core.function.RuntimeName;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The runtimes that are installed, by name: each a folder with an executable {@code start} and a {@code runtime.properties}. */
public record Runtimes(Map<RuntimeName, Runtime> byName) {

    private static final String PROPERTIES = "runtime.properties";

    public Runtimes {
        byName = Map.copyOf(byName);
    }

    /** One runtime; {@code description} is for people. */
    public record Runtime(RuntimeName name, Path folder, String description) {

        /** What makes later starts faster, if the runtime has such a thing. */
        Optional<Path> prepare() {
            Path prepare = folder.resolve("prepare");
            return Files.isExecutable(prepare) ? Optional.of(prepare) : Optional.empty();
        }
    }

    /**
     * Looks for runtimes in each folder and in the folders right below it. The first of a name wins.
     *
     * @throws IOException if a folder cannot be read, or what looks like a runtime is none; the message says what to do
     */
    public static Runtimes scan(List<Path> folders) throws IOException {
        Map<RuntimeName, Runtime> found = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IOException("The folder of runtimes " + folder
                        + " does not exist: build the project first, or correct the setting sluice.runtimes.");
            }
            for (Path candidate : candidates(folder.toAbsolutePath().normalize())) {
                if (Files.exists(candidate.resolve(PROPERTIES))) {
                    Runtime runtime = read(candidate);
                    found.putIfAbsent(runtime.name(), runtime);
                }
            }
        }
        return new Runtimes(found);
    }

    private static List<Path> candidates(Path folder) throws IOException {
        try (Stream<Path> below = Files.list(folder)) {
            return Stream.concat(
                            Stream.of(folder), below.filter(Files::isDirectory).sorted())
                    .toList();
        }
    }

    private static Runtime read(Path folder) throws IOException {
        Properties properties = new Properties();
        Path file = folder.resolve(PROPERTIES);
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        String name = properties.getProperty("name", "");
        if (!Files.isExecutable(folder.resolve("start"))) {
            throw new IOException("The runtime in " + folder + " has no executable file 'start'.");
        }
        try {
            return new Runtime(new RuntimeName(name), folder, properties.getProperty("description", ""));
        } catch (IllegalArgumentException e) {
            throw new IOException("The file " + file + " has no good 'name': " + e.getMessage(), e);
        }
    }
}
