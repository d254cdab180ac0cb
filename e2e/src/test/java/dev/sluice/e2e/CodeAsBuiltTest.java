package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives, options and limits of Java code, in the running product. */
@ExtendWith(SharedGateway.class)
class CodeAsBuiltTest {

    private static final String HI = """
        package h;

        public class Hi implements java.util.function.Function<String, String> {
            private static final java.util.List<Object> KEPT = new java.util.ArrayList<>();

            public String apply(String what) {
                try {
                    return switch (what) {
                        case "version" -> (String) Class.forName("h.Version").getMethod("text").invoke(null);
                        case "direct" -> KEPT.add(java.nio.ByteBuffer.allocateDirect(60 << 20)) + "";
                        case "child" -> "" + new ProcessBuilder("sh", "-c", "echo from a child; echo its error >&2")
                                .inheritIO().start().waitFor();
                        case "temporary" -> java.nio.file.Files.createTempFile("x", "").getParent() + " "
                                + System.getenv("TMPDIR");
                        case "here" -> String.join(" ", new java.io.File("").getAbsoluteFile().list()) + " "
                                + java.nio.file.Files.getPosixFilePermissions(java.nio.file.Path.of("")).size();
                        case "loader" -> "" + java.util.concurrent.CompletableFuture.supplyAsync(() ->
                                Thread.currentThread().getContextClassLoader() == Hi.class.getClassLoader()).get();
                        default -> "hi";
                    };
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        """;

    private static final String VERSION =
            "package h; public class Version { public static String text() { return \"of the library\"; } }";

    /** A primitive type in a pattern, which is a preview of Java 25. */
    private static final String PREVIEW = """
        package p;

        public class Preview implements java.util.function.Function<Integer, String> {
            public String apply(Integer number) {
                int n = number;
                return switch (n) { case byte b -> "a byte"; case int i -> "an int"; };
            }
        }
        """;

    @TempDir
    private static Path folder;

    private static byte[] hi;
    private static byte[] library;

    @BeforeAll
    static void compile() throws IOException {
        hi = Files.readAllBytes(compiled("hi", "Hi", HI).resolve("h/Hi.class"));
        library = Archives.zip(Map.of(
                "h/Version.class",
                Files.readAllBytes(compiled("version", "Version", VERSION).resolve("h/Version.class"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"class-path", "spring-boot", "war", "fast-jar", "zip", "distribution"})
    void anArchiveDeploysAsItWasBuilt(String layout, Gateway gateway) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        switch (layout) {
            case "class-path" -> {
                files.put("META-INF/MANIFEST.MF", manifest("Class-Path: ext/version.jar"));
                files.put("h/Hi.class", hi);
                files.put("ext/version.jar", library);
            }
            case "spring-boot" -> {
                files.put("META-INF/MANIFEST.MF", manifest("Start-Class: h.Hi"));
                files.put("BOOT-INF/classes/h/Hi.class", hi);
                files.put("BOOT-INF/lib/version.jar", library);
            }
            case "war" -> {
                files.put("index.html", "<p>".getBytes(StandardCharsets.UTF_8));
                files.put("WEB-INF/classes/h/Hi.class", hi);
                files.put("WEB-INF/lib/version.jar", library);
            }
            case "fast-jar" -> {
                files.put(
                        "quarkus-app/quarkus-run.jar", Archives.zip(Map.of("META-INF/MANIFEST.MF", manifest("A: b"))));
                files.put("quarkus-app/app/mine.jar", Archives.zip(Map.of("h/Hi.class", hi)));
                files.put("quarkus-app/lib/main/version.jar", library);
            }
            case "zip" -> {
                files.put(
                        "app.jar",
                        Archives.zip(Map.of(
                                "META-INF/MANIFEST.MF", manifest("Class-Path: lib/version.jar"), "h/Hi.class", hi)));
                files.put("lib/version.jar", library);
            }
            case "distribution" -> {
                files.put("app-1.0/bin/app", "#!/bin/sh".getBytes(StandardCharsets.UTF_8));
                files.put("app-1.0/lib/app.jar", Archives.zip(Map.of("h/Hi.class", hi)));
                files.put("app-1.0/lib/version.jar", library);
            }
            default -> throw new AssertionError(layout);
        }
        JsonObject deployed = gateway.deployed("layout-" + layout, write(layout, files));

        assertThat(deployed.get("handler").getAsString()).isEqualTo("h.Hi");
        assertThat(deployed.getAsJsonArray("warnings")).isEmpty();
        assertThat(call(gateway, "layout-" + layout, "version").body()).isEqualTo("of the library");
    }

    @Test
    void aJarInsideThatNothingUsesIsAWarning(Gateway gateway) throws IOException {
        Path code = write("unused", Map.of("h/Hi.class", hi, "other/version.jar", library));

        assertThat(gateway.deployed("layout-unused", code).getAsJsonArray("warnings"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.getAsString())
                        .startsWith("nothing uses other/version.jar inside the archive: "));
    }

    @Test
    void theAreaOfMemoryThatWasFullIsNamed(Gateway gateway) throws IOException {
        gateway.deployed("memory-direct", write("direct", Map.of("h/Hi.class", hi)), "memory=256Mi", "errors=full");

        HttpResponse<String> answer = call(gateway, "memory-direct", "direct");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(Gateway.json(answer).get("detail").getAsString())
                .contains("direct buffers", "raise 'memory'", "-XX:MaxDirectMemorySize=");

        gateway.deployed("memory-direct", write("direct", Map.of("h/Hi.class", hi)), "memory=4Gi");
        assertThat(call(gateway, "memory-direct", "direct").body()).isEqualTo("true");
    }

    @Test
    void whatChildProcessesPrintIsInTheFunctionsLogAndFilesGoWithTheInstance(Gateway gateway) throws IOException {
        gateway.deployed("of-the-process", write("process", Map.of("h/Hi.class", hi)));

        assertThat(call(gateway, "of-the-process", "loader").body()).isEqualTo("true");
        String[] folders = call(gateway, "of-the-process", "temporary").body().split(" ");
        assertThat(folders[0]).isEqualTo(folders[1]);
        assertThat(call(gateway, "of-the-process", "here").body())
                .as("the files in its working directory, and how many modes of that are set: to read and to enter")
                .isEqualTo("code.jar 2");
        assertThat(call(gateway, "of-the-process", "child").body()).isEqualTo("0");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.called()
                                .manage("GET", "/functions/of-the-process/logs")
                                .body())
                        .contains("from a child", "its error"));
        assertThat(gateway.called().log().text()).doesNotContain("from a child");
    }

    @Test
    void previewFeaturesRunWithTheOptionThatTheSpecNames(Gateway gateway) throws IOException {
        Path classes = compiled("preview", "Preview", PREVIEW, "--enable-preview", "--release", "25");
        Path code = write("preview", Map.of("p/Preview.class", Files.readAllBytes(classes.resolve("p/Preview.class"))));

        JsonObject deployed = gateway.deployed("preview", code, "jvmOptions=--enable-preview -Dx=y");

        assertThat(deployed.getAsJsonArray("warnings"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.getAsString())
                        .startsWith(
                                "a cold start of this function starts a JVM, because of jvmOptions: this one took "));
        assertThat(call(gateway, "preview", "5").body()).isEqualTo("a byte");
    }

    @Test
    void anOptionThatTheJvmDoesNotTakeIsToldAtTheDeployment(Gateway gateway) throws IOException {
        HttpResponse<String> answer = gateway.deploy(
                "option", write("option", Map.of("h/Hi.class", hi)), "jvmOptions=--add-modules=no.such.module");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("no.such.module", "look at jvmOptions");
    }

    private static HttpResponse<String> call(Gateway gateway, String function, String body) {
        return gateway.post("/function/" + function, body, "Content-Type", "text/plain");
    }

    private static Path write(String name, Map<String, byte[]> files) throws IOException {
        return Files.write(folder.resolve(name + ".zip"), Archives.zip(files));
    }

    private static byte[] manifest(String attribute) {
        return ("Manifest-Version: 1.0\r\n" + attribute + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Path compiled(String name, String type, String source, String... options) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name + "/classes"));
        Path file = Files.writeString(folder.resolve(name).resolve(type + ".java"), source);
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-nowarn"));
        Stream.of(options).forEach(arguments::add);
        arguments.add(file.toString());
        OutputStream said = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(String[]::new));
        assertThat(failed).as(said.toString()).isZero();
        return classes;
    }
}
