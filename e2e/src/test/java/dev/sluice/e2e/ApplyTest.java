package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.e2e.SluiceCommand.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A folder of documents, applied by the command as its user runs it. */
@ExtendWith(SharedGateway.class)
class ApplyTest {

    @TempDir
    Path folder;

    private Ran sluice(Gateway gateway, String... arguments) throws IOException, InterruptedException {
        return SluiceCommand.run(gateway, folder, arguments);
    }

    private static String document(String name, String spec) {
        return "apiVersion: sluice.dev/v1\nkind: Function\nmetadata: {name: " + name
                + ", labels: {suite: applied}}\nspec:\n" + spec.indent(2);
    }

    private static String greeting(Gateway gateway, String function) {
        return gateway.describe(function)
                .getAsJsonObject("spec")
                .getAsJsonObject("environment")
                .get("GREETING")
                .getAsString();
    }

    @Test
    void aFolderIsAppliedChangedLookedAtAndPruned(Gateway gateway) throws Exception {
        Path documents = Files.createDirectory(folder.resolve("documents"));
        Files.copy(Gateway.example("hello"), documents.resolve("hello.jar"));
        Path one = documents.resolve("one.yaml");
        Files.writeString(
                one,
                document("applied-a", "code: hello.jar\nenvironment: {GREETING: Hi}")
                        + "---\n"
                        + document("applied-b", "code: hello.jar\nmemory: 256Mi"));
        Files.writeString(
                documents.resolve("two.yml"), document("applied-c", "upstream: http://127.0.0.1:9/x\ntimeout: 1s"));
        String place = documents.toString();

        Ran first = sluice(gateway, "apply", "-f", place);
        assertThat(first.out()).isEqualTo("""
                        function applied-a created (version 1)
                        function applied-b created (version 1)
                        function applied-c created (version 1)
                        3 created, 0 changed, 0 unchanged.
                        """);
        assertThat(first.exitCode()).as(first.err()).isZero();
        gateway.awaitServed("applied-a");
        assertThat(gateway.post("/function/applied-a", "Ada").body()).contains("Ada");
        assertThat(gateway.describe("applied-a").get("digest"))
                .isEqualTo(gateway.describe("applied-b").get("digest"));

        assertThat(sluice(gateway, "apply", "-f", place).out()).endsWith("0 created, 0 changed, 3 unchanged.\n");

        Files.writeString(one, document("applied-a", "code: hello.jar\nenvironment: {GREETING: Hey}\nmemory: 1Gi"));
        Ran dry = sluice(gateway, "apply", "-f", place, "--dry-run", "--prune", "-l", "suite=applied");
        assertThat(dry.out()).isEqualTo("""
                        function applied-a would be changed
                          memory is 1Gi; it was 256Mi
                          environment.GREETING is Hey; it was Hi
                        function applied-c unchanged
                        function applied-b would be pruned
                        Nothing was done. It would be: 0 created, 1 changed, 1 unchanged, 1 pruned.
                        """);
        assertThat(greeting(gateway, "applied-a")).isEqualTo("Hi");
        gateway.awaitServed("applied-b");
        assertThat(gateway.get("/function/applied-b").statusCode()).isEqualTo(200);

        Ran pruned = sluice(gateway, "apply", "-f", place, "--prune", "-l", "suite=applied", "--yes");
        assertThat(pruned.exitCode()).as(pruned.err()).isZero();
        assertThat(pruned.out())
                .contains("function applied-a changed (version 2)", "function applied-b pruned")
                .endsWith("0 created, 1 changed, 1 unchanged, 1 pruned.\n");
        assertThat(greeting(gateway, "applied-a")).isEqualTo("Hey");
        gateway.awaitServed("applied-a");
        gateway.awaitServed("applied-b");
        assertThat(gateway.get("/function/applied-a").headers().firstValue("Sluice-Version"))
                .hasValue("2");
        assertThat(gateway.get("/function/applied-b").statusCode()).isEqualTo(404);
    }

    @Test
    void whatWasAppliedIsFetchedAndAppliedAgain(Gateway gateway) throws Exception {
        gateway.deployed("fetched-a", Gateway.example("hello"), "env.GREETING=1e3", "label.suite=fetched");

        Ran got = sluice(gateway, "get", "functions", "-l", "suite=fetched", "-o", "yaml");
        Path file = Files.writeString(folder.resolve("fetched.yaml"), got.out());

        assertThat(got.out()).contains("kind: Function", "code: sha256:", "suite: fetched");
        assertThat(sluice(gateway, "apply", "-f", file.toString()).out())
                .isEqualTo("function fetched-a unchanged\n0 created, 0 changed, 1 unchanged.\n");

        Files.writeString(file, got.out().replace("fetched-a", "fetched-b"));
        assertThat(sluice(gateway, "apply", "-f", file.toString()).out())
                .startsWith("function fetched-b created (version 1)\n");
        assertThat(greeting(gateway, "fetched-b")).isEqualTo("1e3");
        gateway.awaitServed("fetched-b");
        assertThat(gateway.post("/function/fetched-b", "Ada").body()).contains("Ada");
    }

    @Test
    void oneBadDocumentLeavesTheOthersAndIsToldWithItsPlace(Gateway gateway) throws Exception {
        Path file = folder.resolve("mixed.yaml");
        Files.copy(Gateway.example("hello"), folder.resolve("hello.jar"));
        Files.writeString(
                file,
                document("mixed-bad", "code: hello.jar\nmemroy: 1Gi")
                        + "---\n"
                        + document("mixed-good", "code: hello.jar"));

        Ran ran = sluice(gateway, "apply", "-f", file.toString(), "--json");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("function mixed-bad failed", "spec.memroy: unknown key 'memroy'");
        JsonObject answer = JsonParser.parseString(ran.out()).getAsJsonObject();
        assertThat(answer.getAsJsonArray("resources").toString())
                .contains("\"mixed-good\",\"action\":\"created\"", "\"action\":\"failed\"");
        assertThat(gateway.get("/function/mixed-bad").statusCode()).isEqualTo(404);
        gateway.awaitServed("mixed-good");
        assertThat(gateway.get("/function/mixed-good").statusCode()).isEqualTo(200);
    }

    @Test
    void theSchemaHasTheKeysOfASpec(Gateway gateway) throws Exception {
        Ran schema = sluice(gateway, "schema", "function");

        JsonObject keys = JsonParser.parseString(schema.out())
                .getAsJsonObject()
                .getAsJsonObject("properties")
                .getAsJsonObject("spec")
                .getAsJsonObject("properties");
        assertThat(keys.keySet()).contains("code", "memory", "decorators");
        assertThat(keys.getAsJsonObject("memory").get("default").getAsString()).isEqualTo("256Mi");
    }
}
