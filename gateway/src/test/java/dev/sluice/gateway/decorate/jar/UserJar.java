package dev.sluice.gateway.decorate.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.DecoratorKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A jar as an author outside makes it: compiled by javac against {@code sluice-decorator-api} alone. */
final class UserJar {

    private static final String SERVICE = "META-INF/services/" + DecoratorKind.class.getName();

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    /** A decorator whose class is {@code demo.NAME}, with the body of its constructor and further members. */
    static UserJar withKind(String name, String type, String constructor, String members) {
        return new UserJar().service("demo." + type).kind(name, type, constructor, members);
    }

    UserJar kind(String name, String type, String constructor, String members) {
        return source("demo." + type, """
                package demo;

                import dev.sluice.core.decorator.*;
                import dev.sluice.core.decorator.head.*;
                import dev.sluice.core.decorator.whole.*;
                import dev.sluice.core.invocation.*;
                import dev.sluice.core.settings.Setting;

                public final class %1$s implements DecoratorKind<%1$s.Settings> {
                    public record Settings(@Setting(value = "what is said", otherwise = "hello") String text) {}

                    public %1$s() {
                        %3$s
                    }

                    public String name() { return "%2$s"; }
                    public String summary() { return "Says something."; }
                    public Class<Settings> settings() { return Settings.class; }
                    public String example() { return "- %2$s: {text: hello}"; }
                    %4$s
                }
                """.formatted(type, name, constructor, members));
    }

    /** What {@code make} does when nothing else is to be tried. */
    static String saying(String expression) {
        return """
                public Decorator make(Settings settings, DecoratorSite site) {
                    return new HeadDecorator(site, call -> HeadStep.stop(
                        Answer.of(200, Headers.EMPTY, String.valueOf(%s).getBytes()), "said"));
                }
                """.formatted(expression);
    }

    UserJar source(String name, String text) {
        sources.put(name, text);
        return this;
    }

    /** The same with other text in its sources. */
    UserJar replacing(String text, String other) {
        sources.replaceAll((name, source) -> source.replace(text, other));
        return this;
    }

    UserJar service(String... types) {
        return file(SERVICE, String.join("\n", types).getBytes(StandardCharsets.UTF_8));
    }

    UserJar file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** Compiled with the rest, but not in the jar. */
    UserJar without(String type) {
        leftOut.add(type.replace('.', '/') + ".class");
        return this;
    }

    Path write(Path jar) throws IOException {
        return write(jar, 69);
    }

    /** {@code major}: the version of its class files; 69 is Java 25. */
    Path write(Path jar, int major) throws IOException {
        Path work = Files.createTempDirectory("user-jar");
        Path classes = Files.createDirectories(work.resolve("classes"));
        compile(work, classes);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(zip, file.getKey(), file.getValue());
            }
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(file).toString();
                if (!leftOut.contains(name)) {
                    byte[] content = Files.readAllBytes(file);
                    content[7] = (byte) major;
                    put(zip, name, content);
                }
            }
        }
        return jar;
    }

    private void compile(Path work, Path classes) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (var manager = javac.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> written = new ArrayList<>();
            for (Map.Entry<String, String> source : sources.entrySet()) {
                Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
                Files.createDirectories(file.getParent());
                written.add(Files.writeString(file, source.getValue()));
            }
            List<String> options = List.of("-proc:none", "-cp", core().toString(), "-d", classes.toString());
            assertThat(javac.getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(written))
                            .call())
                    .as("%s", said)
                    .isTrue();
        }
    }

    private static Path core() {
        try {
            return Path.of(DecoratorKind.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
    }
}
