package dev.sluice.conformance;

import dev.sluice.function.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Builds the samples in Java, once. */
final class JavaSamples {

    private static Optional<Path> built = Optional.empty();

    private JavaSamples() {}

    /** The jar of all classes of a folder. */
    static synchronized Path jar(Path sources) {
        if (built.isEmpty()) {
            try {
                built = Optional.of(build(sources));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return built.get();
    }

    private static Path build(Path sources) throws IOException {
        Path classes = Path.of("target/samples/classes");
        compile(sources, classes, "-parameters", "-cp", api());
        Path jar = Path.of("target/samples/samples.jar").toAbsolutePath();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }

    /** All sources of a folder, into another that is made if need be. */
    static void compile(Path sources, Path classes, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-d", Files.createDirectories(classes).toString()));
        try (Stream<Path> files = Files.list(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IOException("the samples in " + sources + " do not compile");
        }
    }

    private static String api() {
        return Path.of(Context.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }
}
