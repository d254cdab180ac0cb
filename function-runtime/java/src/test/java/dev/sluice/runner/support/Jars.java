package dev.sluice.runner.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Makes jars from source. */
public final class Jars {

    private Jars() {}

    /**
     * Compiles classes into a folder, the test's class path at hand.
     *
     * @param sources each begins with its package, and has one top-level class
     */
    public static Path compile(Path folder, String... sources) {
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    "-d",
                    Files.createDirectories(folder.resolve("classes")).toString(),
                    "-proc:none",
                    "-nowarn",
                    "-cp",
                    System.getProperty("java.class.path") + java.io.File.pathSeparator + folder.resolve("classes")));
            for (String source : sources) {
                String name = source.replaceAll("(?s).*?\\b(?:class|interface|record|enum) (\\w+).*", "$1");
                String home =
                        source.replaceAll("(?s)\\s*package ([\\w.]+);.*", "$1").replace('.', '/');
                Path file = folder.resolve("sources").resolve(home).resolve(name + ".java");
                Files.createDirectories(file.getParent());
                Files.writeString(file, source);
                arguments.add(file.toString());
            }
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
                throw new AssertionError("the sources do not compile");
            }
            return folder.resolve("classes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder that {@code kept} accepts, as a jar. */
    public static Path jar(Path classes, Path jar, Predicate<String> kept) {
        return jar(classes, jar, kept, Map.of());
    }

    /** The same with a manifest that has these attributes; without any there is none. */
    public static Path jar(Path classes, Path jar, Predicate<String> kept, Map<String, String> attributes) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out =
                        attributes.isEmpty() ? new JarOutputStream(file) : new JarOutputStream(file, manifest);
                Stream<Path> paths = Files.walk(classes)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(path).toString();
                if (kept.test(name)) {
                    out.putNextEntry(new JarEntry(name));
                    out.write(Files.readAllBytes(path));
                    out.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
