package dev.sluice.runner.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import dev.sluice.function.Handler;
import dev.sluice.runner.support.Jars;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionLoaderTest {

    @TempDir
    private Path folder;

    @Test
    void aBundledJsonLibraryIsTheFunctionsOwn() throws Exception {
        Path gson = Path.of(
                Gson.class.getProtectionDomain().getCodeSource().getLocation().toURI());

        try (FunctionLoader loader = open(gson)) {
            Class<?> own = loader.loadClass("com.google.gson.Gson");

            assertThat(own).isNotSameAs(Gson.class);
            assertThat(own.getClassLoader()).isSameAs(loader);
            assertThat(own.getProtectionDomain().getCodeSource().getLocation())
                    .isEqualTo(gson.toUri().toURL());
            assertThat(own.getMethod("toJson", Object.class)
                            .invoke(own.getConstructor().newInstance(), List.of(1)))
                    .isEqualTo("[1]");
        }
    }

    @Test
    void aBundledCopyOfTheApiIsIgnored() throws Exception {
        Path api = Path.of(Handler.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        try (FunctionLoader loader = open(api)) {
            assertThat(loader.loadClass("dev.sluice.function.Handler")).isSameAs(Handler.class);
        }
    }

    @Test
    void aPackageOfTheUsersBelowTheApisNameIsTheUsers() throws Exception {
        Path classes = Jars.compile(folder, "package dev.sluice.function.mine; public class Own {}");

        try (FunctionLoader loader = open(classes)) {
            assertThat(loader.loadClass("dev.sluice.function.mine.Own").getClassLoader())
                    .isSameAs(loader);
        }
    }

    @Test
    void theRunnersOwnClassesAreNotThere() throws Exception {
        try (FunctionLoader loader = open(folder)) {
            assertThatThrownBy(() -> loader.loadClass("com.google.gson.Gson"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> loader.loadClass(FunctionLoader.class.getName()))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThat(loader.getResource("com/google/gson/Gson.class")).isNull();
        }
    }

    @Test
    void resourcesAndServicesAreFound() throws Exception {
        Path classes = Jars.compile(
                folder,
                "package b; public class Service implements java.util.function.Supplier<String> {"
                        + " public String get() { return \"served\"; } }");
        Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(classes.resolve("META-INF/services/java.util.function.Supplier"), "b.Service");
        Files.writeString(classes.resolve("a text.txt"), "text");
        Path jar = Jars.jar(classes, folder.resolve("with blank.jar"), name -> true);

        try (FunctionLoader loader = open(jar)) {
            assertThat(ServiceLoader.load(Supplier.class, loader)
                            .findFirst()
                            .orElseThrow()
                            .get())
                    .isEqualTo("served");
            assertThat(read(loader.getResourceAsStream("a text.txt"))).isEqualTo("text");
            URL url = loader.getResource("a text.txt");
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false);
            assertThat(read(connection.getInputStream())).isEqualTo("text");
            assertThat(Collections.list(loader.getResources("a text.txt"))).containsExactly(url);
            assertThat(loader.getResource("../b/Service.class")).isNull();
        }
    }

    @Test
    void aResourceOfAMultiReleaseJarIsThatOfTheReleaseByEveryWay() throws Exception {
        Files.createDirectories(folder.resolve("content/META-INF/versions/25"));
        Files.writeString(folder.resolve("content/r.txt"), "base");
        Files.writeString(folder.resolve("content/META-INF/versions/25/r.txt"), "v25");
        Files.writeString(folder.resolve("content/META-INF/versions/25/only.txt"), "only");
        Path jar = Jars.jar(
                folder.resolve("content"), folder.resolve("multi.jar"), name -> true, Map.of("Multi-Release", "true"));

        try (FunctionLoader loader = open(jar)) {
            assertThat(read(loader.getResourceAsStream("r.txt"))).isEqualTo("v25");
            assertThat(read(loader.getResource("r.txt").openStream())).isEqualTo("v25");
            assertThat(read(loader.getResource("only.txt").openStream())).isEqualTo("only");
            assertThat(read(Collections.list(loader.getResources("r.txt"))
                            .getFirst()
                            .openStream()))
                    .isEqualTo("v25");
        }
    }

    @Test
    void theClassesOfAReleaseAreAmongTheNames() throws Exception {
        Path classes = Jars.compile(folder, "package v; public class Late {}");
        Path versioned = Files.createDirectories(folder.resolve("content/META-INF/versions/25"));
        Files.move(classes.resolve("v"), versioned.resolve("v"));
        Path jar = Jars.jar(
                folder.resolve("content"), folder.resolve("multi.jar"), name -> true, Map.of("Multi-Release", "true"));

        try (FunctionLoader loader = open(jar)) {
            assertThat(loader.classNames()).containsExactly("v.Late");
        }
    }

    @Test
    void anEntryThatIsMissingIsNamed() {
        Path missing = folder.resolve("missing.jar");

        assertThatThrownBy(() -> open(missing))
                .isInstanceOf(BadClassPathException.class)
                .hasMessage("there is no file " + missing + ", which the class path names");
    }

    @Test
    void classesOfAProfileAreLoadedAheadFromTheLastAndNotInitialised() throws Exception {
        String[] sources = IntStream.range(0, 40)
                .mapToObj(i ->
                        "package p; public class P" + i + " { static { System.setProperty(\"p.initialised\", \"P\"); }"
                                + " public P" + i + "(String text) {} String padding = \"" + UUID.randomUUID()
                                + "\".repeat(" + i
                                + "); }")
                .toArray(String[]::new);
        Path jar = Jars.jar(Jars.compile(folder, sources), folder.resolve("many.jar"), name -> true);
        List<String> names = new ArrayList<>(List.of("p.P1", "p.P2", "java.lang.String", "p.Gone", "not a name", ""));
        IntStream.range(3, 40).forEach(i -> names.add("p.P" + i));

        try (FunctionLoader loader = open(new StartupProfile(names), jar)) {
            Awaitility.await().until(() -> loader.loaded().size() == 39);

            assertThat(loader.loaded()).startsWith("p.P39", "p.P38").endsWith("p.P2", "p.P1");
            assertThat(System.getProperty("p.initialised")).isNull();
            assertThat(loader.profile()).isEmpty();
            assertThat(loader.loadClass("p.P0").getConstructors()).hasSize(1);
        }
    }

    @Test
    void aFolderAndAMultiReleaseJarHaveTheirClassesLoadedAheadToo() throws Exception {
        Path classes = Jars.compile(folder, "package p; public class InFolder {}");
        Path jar = Jars.jar(
                Jars.compile(folder.resolve("other"), "package q; public class InJar {}"),
                folder.resolve("multi.jar"),
                name -> true,
                Map.of("Multi-Release", "true"));

        try (FunctionLoader loader = open(new StartupProfile(List.of("p.InFolder", "q.InJar")), classes, jar)) {
            Awaitility.await().until(() -> loader.loaded().equals(List.of("q.InJar", "p.InFolder")));
        }
    }

    @Test
    void whatWasLoadedIsTheProfileOfLaterStarts() throws Exception {
        String[] sources = IntStream.range(0, 20)
                .mapToObj(i -> "package p; public class P" + i + " {}")
                .toArray(String[]::new);
        Path classes = Jars.compile(folder, sources);

        try (FunctionLoader loader = open(classes)) {
            for (int i = 0; i < 20; i++) {
                loader.loadClass("p.P" + i);
            }

            assertThat(loader.profile().orElseThrow().classes())
                    .startsWith("p.P0", "p.P1")
                    .endsWith("p.P19")
                    .hasSize(20);
        }
    }

    private static FunctionLoader open(Path... classPath) throws BadClassPathException {
        return open(StartupProfile.NONE, classPath);
    }

    private static FunctionLoader open(StartupProfile profile, Path... classPath) throws BadClassPathException {
        return FunctionLoader.open(
                List.of(classPath), profile, FunctionLoaderTest.class.getClassLoader(), Set.of("dev.sluice.function"));
    }

    private static String read(@Nullable InputStream in) throws Exception {
        try (in) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
