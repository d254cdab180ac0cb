package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.sluice.e2e.SluiceCommand.Ran;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A function that is one Java source file, from the file to its answers. */
@ExtendWith(SharedGateway.class)
class JavaSourceTest {

    private final Gateway gateway;

    @TempDir
    private Path folder;

    JavaSourceTest(Gateway gateway) {
        this.gateway = gateway;
    }

    /** A class of its own for each test, so that nothing of another one is found kept. */
    private static String greets(String type, String greeting) {
        return "import java.util.function.Function;\n\npublic class " + type
                + " implements Function<String, String> {\n    public String apply(String name) {\n        return \""
                + greeting + ", \" + name;\n    }\n}\n";
    }

    @Test
    void theCommandMakesAFunctionOfAFile() throws Exception {
        Files.writeString(folder.resolve("SourceHello.java"), greets("SourceHello", "Hello"));

        Ran ran = SluiceCommand.run(gateway, folder, "deploy", "SourceHello.java");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("sourcehello version 1 is live", "java25, ");
        assertThat(gateway.post("/function/sourcehello", "Ada").body()).isEqualTo("Hello, Ada");
    }

    @Test
    void aFolderWithOneFileIsThatFileAndItMayHaveAPackageAndUseTheFunctionApi() throws Exception {
        Path project = Files.createDirectory(folder.resolve("source-shop"));
        Files.writeString(project.resolve("Shop.java"), """
                package shop;

                import dev.sluice.function.*;

                public class Shop implements HttpHandler {
                    record Item(String name) {}

                    @Override
                    public Response handle(Request request, Context context) {
                        return Response.text(new Item("lamp").name() + " " + request.method());
                    }
                }
                """);

        Ran ran = SluiceCommand.run(gateway, project, "deploy", ".");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(gateway.post("/function/source-shop", "").body()).isEqualTo("lamp POST");
    }

    @Test
    void theSameSourceIsCompiledOnceAndIsTheSameVersion() throws Exception {
        Path source = Files.writeString(folder.resolve("Once.java"), greets("Once", "Hello"));
        gateway.deployed("source-once", source);
        assertThat(gateway.built("source-once")).startsWith("compiled Once.java, in ");

        JsonObject again = gateway.deployed("source-once", source);
        assertThat(again.get("created").getAsBoolean()).isFalse();
        JsonObject elsewhere = gateway.deployed("source-elsewhere", source);

        assertThat(gateway.built("source-elsewhere")).isEqualTo("compiled Once.java, as it was before");
        assertThat(elsewhere.get("digest")).isEqualTo(again.get("digest"));
    }

    @Test
    void whatDoesNotCompileIsShownAndTheVersionBeforeServesOn() throws Exception {
        Path source = Files.writeString(folder.resolve("Broken.java"), greets("Broken", "Hello"));
        gateway.deployed("broken", source);
        Files.writeString(source, greets("Broken", "Hello").replace("+ name", "+ nam"));

        Ran ran = SluiceCommand.run(gateway, folder, "deploy", "Broken.java");

        assertThat(ran.exitCode()).isNotZero();
        assertThat(ran.err())
                .contains(
                        "Broken.java does not compile: line 5, column 28: cannot find symbol, symbol: variable nam,",
                        "in: return \"Hello, \" + nam;");
        assertThat(gateway.post("/function/broken", "Ada").body()).isEqualTo("Hello, Ada");
    }

    @Test
    void aCompilerThatWasKilledIsReplaced() throws Exception {
        Path source = Files.writeString(folder.resolve("Killed.java"), greets("Killed", "one"));
        gateway.deployed("source-killed", source);
        List<ProcessHandle> compilers = gateway.compilers();
        assertThat(compilers).isNotEmpty();
        compilers.forEach(ProcessHandle::destroyForcibly);

        Files.writeString(source, greets("Killed", "two"));
        gateway.deployed("source-killed", source);

        assertThat(gateway.post("/function/source-killed", "Ada").body()).isEqualTo("two, Ada");
        assertThat(gateway.compilers()).isNotEmpty().doesNotContainAnyElementsOf(compilers);
    }

    @Test
    void whatIsNoFunctionIsToldWithTheForms() throws Exception {
        assertThat(refused("Program.java", "void main() { IO.println(1); }"))
                .contains("build_failed", "Program.java has methods outside of a class");
        assertThat(refused("Plain.java", "public class Plain {}"))
                .contains(
                        "no_handler",
                        "o handler in Plain.java: it needs a public class",
                        "as in public class Hello implements");
        assertThat(refused(
                        "Two.java",
                        "import java.util.function.UnaryOperator; public class Two { public static class A implements"
                                + " UnaryOperator<String> { public String apply(String a) { return a; } } public static class B"
                                + " extends A {} }"))
                .contains("several_handlers", "Two$A, Two$B. Say which one as handler, or make only that one public");
        assertThat(refused("Deps.java", "//DEPS a b\n" + greets("Deps", "x")))
                .contains("Deps.java asks by //DEPS for a, which is no library: write group:artifact:version");
        assertThat(refused("hello.rb", "puts 'hello'\n"))
                .contains("o runtime here is for hello.rb: functions that are one source file end in ", ".java, ");
        HttpResponse<String> other = gateway.deploy(
                "source-other", Files.writeString(folder.resolve("Other.java"), greets("Other", "x")), "runtime=http");
        assertThat(other.body())
                .contains("Other.java is a source file for java25, and the spec names the runtime http");
    }

    @Test
    void aMethodOfItsClassMayBeNamed() throws Exception {
        Path source = Files.writeString(
                folder.resolve("Methods.java"),
                "public class Methods { public static String greet(String name) { return \"Hi, \" + name; } }");

        gateway.deployed("source-methods", source, "handler=Methods::greet");

        assertThat(gateway.post("/function/source-methods", "Ada").body()).isEqualTo("Hi, Ada");
    }

    @Test
    void devShowsWhatIsWrongAndGoesOn() throws Exception {
        Path project = Files.createDirectory(folder.resolve("source-dev"));
        Path source = Files.writeString(project.resolve("Dev.java"), greets("Dev", "one"));
        Duration patience = Duration.ofSeconds(60);
        try (SluiceCommand dev = SluiceCommand.start(gateway, project, "dev")) {
            await().atMost(patience).until(() -> dev.out().contains("source-dev version 1 is live"));

            Files.writeString(source, greets("Dev", "two").replace(";", ""));
            await().atMost(patience).until(() -> dev.err().contains("source-dev version 1 serves on."));
            assertThat(dev.err()).contains("Dev.java does not compile: line 1, ");

            Files.writeString(source, greets("Dev", "three"));
            await().atMost(patience).until(() -> dev.out().contains("source-dev version 2 is live"));
        }
        assertThat(gateway.post("/function/source-dev", "Ada").body()).isEqualTo("three, Ada");
    }

    private String refused(String file, String text) throws IOException {
        HttpResponse<String> answer = gateway.deploy("source-refused", Files.writeString(folder.resolve(file), text));
        assertThat(answer.statusCode()).isBetween(400, 422);
        return answer.body();
    }
}
