package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people's types mean, as their callers see it: the right data, or a sentence, and never wrong data with 200. */
@ExtendWith(SharedGateway.class)
class MeaningTest {

    private static final String SOURCE = """
        package m;
        import com.fasterxml.jackson.annotation.*;
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.stream.*;
        public class F {
            public interface Shape {}
            public record Circle(double r) implements Shape {}
            public static class Holder { Optional<Shape> s = Optional.of(new Circle(5)); }
            public record User(@JsonProperty("first_name") String first, @JsonIgnore String password) {}
            public static class Strict {
                final String a; final int b;
                public Strict(String a, int b) { this.a = a; this.b = b; }
            }
            public static Object anonymous() { return new Object() { int x = 1; }; }
            public static Runnable lambda() { return () -> {}; }
            public static Object hidden() { return lambda(); }
            public static Object holder() { return new Holder(); }
            public static User user(User user) { return user; }
            public static String strict(Strict in) { return in.a + in.b; }
            public static CompletableFuture<List<Circle>> later() {
                return CompletableFuture.supplyAsync(() -> List.of(new Circle(1)));
            }
            public static Stream<Integer> stream() { return Stream.of(1, 2); }
            public static String tree(TreeMap<Integer, String> in) { return in.toString(); }
            public static String trace() {
                new IllegalStateException("kept").printStackTrace();
                return "done";
            }
        }
        """;

    @TempDir
    private static Path folder;

    private static Path plain;
    private static Path withJackson;

    @BeforeAll
    static void compile() throws IOException {
        Path source = Files.writeString(folder.resolve("F.java"), SOURCE);
        Path classes = folder.resolve("classes");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-g:none",
                        "-cp",
                        jarOf(JsonProperty.class).toString(),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(failed).isZero();
        plain = jar(folder.resolve("plain.jar"), classes, List.of());
        withJackson = jar(
                folder.resolve("jackson.jar"),
                classes,
                List.of(jarOf(JsonProperty.class), jarOf(JsonFactory.class), jarOf(ObjectMapper.class)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anonymous | '' | {\"x\":1}",
                "holder | '' | {\"s\":{\"r\":5.0}}",
                "later | '' | [{\"r\":1.0}]",
                "stream | '' | [1,2]",
                "tree | {\"2\":\"b\",\"1\":\"a\"} | {1=a, 2=b}"
            })
    void theAnswerIsTheData(String method, String body, String answer, Gateway gateway) {
        gateway.deployed("meaning", plain, "handler=m.F::" + method);

        HttpResponse<String> call = gateway.post("/function/meaning", body);

        assertThat(call.statusCode()).as(call.body()).isEqualTo(200);
        assertThat(call.body()).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lambda | java.lang.Runnable is a class of the JDK that has no form in JSON",
                "user | m.F$User carries annotations of Jackson, such as @JsonIgnore, but the library is not in the"
                        + " jar",
                "strict | the parameters of the constructor Strict(String, int) of m.F$Strict have no names"
            })
    void whatCannotBeRightIsRefused(String method, String sentence, Gateway gateway) {
        HttpResponse<String> answer = gateway.deploy("refused", plain, "handler=m.F::" + method);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(Gateway.json(answer).get("detail").getAsString()).contains(sentence);
    }

    @Test
    void whatOnlyTheValueShowsIsTheFunctionsFault(Gateway gateway) {
        gateway.deployed("hidden", plain, "handler=m.F::hidden", "errors=full");

        JsonObject problem = OutcomeTest.problem(gateway.get("/function/hidden"), 502, "function", "bad_answer");

        assertThat(problem.get("detail").getAsString())
                .contains(" is a lambda or a class made at run time, and not data");
    }

    @Test
    void theJarsJacksonKeepsASecret(Gateway gateway) {
        JsonObject deployed = gateway.deployed("user", withJackson, "handler=m.F::user");

        assertThat(deployed.get("description").getAsString())
                .startsWith("User m.F::user(User); JSON by Jackson 2.")
                .endsWith(" of the artifact");
        assertThat(gateway.post("/function/user", "{\"first_name\":\"Ada\"}").body())
                .isEqualTo("{\"first_name\":\"Ada\"}");
        JsonObject problem = OutcomeTest.problem(
                gateway.post("/function/user", "{\"first_name\":[]}"), 400, "function", "bad_input");
        assertThat(problem.toString())
                .contains("'first_name' does not fit into User")
                .doesNotContain("jackson");
    }

    @Test
    void aTraceIsOneRecordOfTheLog(Gateway gateway) {
        gateway.deployed("trace", plain, "handler=m.F::trace");

        assertThat(gateway.get("/function/trace").body()).isEqualTo("done");

        await().untilAsserted(() -> {
            String log = gateway.called().manage("GET", "/functions/trace/logs").body();
            assertThat(log.lines().filter(line -> line.contains("kept")))
                    .singleElement()
                    .asString()
                    .contains("java.lang.IllegalStateException: kept\\n\\tat ", "m.F.trace(")
                    .doesNotContain("dev.sluice.runner");
        });
    }

    private static Path jar(Path jar, Path classes, List<Path> libraries) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                put(out, classes.relativize(path).toString(), path);
            }
            for (Path library : libraries) {
                put(out, "lib/" + library.getFileName(), library);
            }
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, Path content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(Files.readAllBytes(content));
        out.closeEntry();
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
