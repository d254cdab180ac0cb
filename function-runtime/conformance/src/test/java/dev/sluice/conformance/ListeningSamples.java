package dev.sluice.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Builds the samples that listen, once: a script for each, which runs a program in Java with the name that it was started by. */
final class ListeningSamples {

    private static final Set<Path> BUILT = new HashSet<>();

    private ListeningSamples() {}

    static synchronized Path script(Path sources, String name) {
        Path folder = Path.of("target/samples/listening").toAbsolutePath();
        Path classes = folder.resolve("classes");
        Path script = folder.resolve(name + ".sh");
        try {
            if (BUILT.isEmpty()) {
                JavaSamples.compile(sources, classes);
            }
            if (BUILT.add(script)) {
                String type = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
                Files.writeString(script, """
                        #!/bin/sh
                        exec "%s/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -XX:+ExitOnOutOfMemoryError \\
                            -cp "%s" %s "${0##*/}"
                        """.formatted(System.getProperty("java.home"), classes, type));
            }
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
