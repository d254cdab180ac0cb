package dev.sluice.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Builds the samples that listen: a script for each, which runs a program in Java with the name that it was started by. */
final class ListeningSamples {

    private ListeningSamples() {}

    static synchronized Path script(Path sources, String name) {
        Path folder = Path.of("target/samples/listening").toAbsolutePath();
        Path script = folder.resolve(name + ".sh");
        try {
            if (!Files.exists(script)) {
                compile(sources, Files.createDirectories(folder.resolve("classes")));
                String type = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
                Files.writeString(
                        script, """
                        #!/bin/sh
                        exec "%s/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -XX:+ExitOnOutOfMemoryError \\
                            -cp "%s" %s "${0##*/}"
                        """.formatted(System.getProperty("java.home"), folder.resolve("classes"), type));
            }
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path sources, Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
        try (Stream<Path> files = Files.list(sources)) {
            files.map(Path::toString).forEach(arguments::add);
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("the samples in " + sources + " do not compile");
        }
    }
}
