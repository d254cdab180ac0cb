package dev.sluice.benchmarks.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fills a home with many functions without deploying each of them: one is deployed, and its document is copied under
 * other names while no gateway runs. A function that comes into being this way has never been specialised or called.
 */
public final class Seed {

    /** A name that stands nowhere else in a document. */
    public static final String NAME = "seed-k3v9x";

    private Seed() {}

    /** Copies the document of {@link #NAME} {@code count} times; answers the names, all of them different. */
    public static List<String> multiply(Path home, int count) throws IOException {
        Path folder = folder(home);
        Path original;
        try (Stream<Path> files = Files.list(folder)) {
            original = files.filter(file -> file.getFileName().toString().startsWith(NAME))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no document of " + NAME + " in " + folder));
        }
        String document = Files.readString(original);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "new-" + i;
            Path copy = folder.resolve(original.getFileName().toString().replace(NAME, name));
            Files.writeString(copy, document.replace(NAME, name));
            names.add(name);
        }
        return names;
    }

    /** Where the documents are; those of a build that is compared with may still be in the older place. */
    private static Path folder(Path home) {
        Path folder = home.resolve("catalog/functions/default");
        return Files.isDirectory(folder) ? folder : home.resolve("functions");
    }
}
