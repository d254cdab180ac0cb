package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Folders of Python are deployed as archives. Skipped where there is no Python. */
@ExtendWith(SharedGateway.class)
class PythonFoldersTest {

    private static final String MAIN = """
            from lib.greet import greet


            def handler(request, context):
                with open("data/name.txt") as file:
                    return greet(file.read())
            """;

    private static final String GREET = "def greet(name):\n    return f'Hello, {name.strip()}!'\n";

    private final Gateway gateway;

    @TempDir
    private Path folder;

    PythonFoldersTest(Gateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void aPythonIsInstalled() {
        assumeTrue(gateway.runs("python"), "there is no Python here");
    }

    private void write(String name, String text) throws IOException {
        Archives.file(folder.resolve("shop").resolve(name), text);
    }

    private Path packed() throws Exception {
        return Archives.tar(folder, "shop.tar.gz", "shop");
    }

    private String refusal() throws Exception {
        return gateway.deploy("python-refused", packed()).body();
    }

    @Test
    void aFolderRunsWithItsOtherFilesAndItsHandlerIsFound() throws Exception {
        write("app.py", MAIN);
        write("lib/greet.py", GREET);
        write("data/name.txt", "Ada\n");

        JsonObject deployed = gateway.deployed("python-shop", packed());

        assertThat(deployed.get("runtime").getAsString()).startsWith("python3.");
        assertThat(deployed.get("handler").getAsString()).isEqualTo("app:handler");
        assertThat(gateway.post("/function/python-shop", "").body()).isEqualTo("Hello, Ada!");
    }

    @Test
    void aZipIsAFolderTooAndAHandlerBelowItsTopIsNamed() throws Exception {
        byte[] zip = Archives.zip(Map.of(
                "src/main.py",
                        "from src import names\ndef hello(context): return names.NAME".getBytes(StandardCharsets.UTF_8),
                "src/names.py", "NAME = 'Ada'".getBytes(StandardCharsets.UTF_8),
                "requirements.txt", "# none\n".getBytes(StandardCharsets.UTF_8)));

        gateway.deployed("python-zip", Files.write(folder.resolve("app.zip"), zip), "handler=src.main:hello");

        assertThat(gateway.post("/function/python-zip", "{}").body()).isEqualTo("Ada");
    }

    @Test
    void twoCandidatesForTheHandlerAreRefusedByTheirNames() throws Exception {
        write("a.py", "def handler(context): pass");
        write("b.py", "def handler(context): pass");

        assertThat(refusal()).contains("There are several handlers, a:handler, b:handler: name one");
    }

    @Test
    void aSyntaxErrorIsToldWithItsFileAndLine() throws Exception {
        write("main.py", "from lib import wrong\ndef handler(context): pass");
        write("lib/wrong.py", "a = 1\nb = )\n");

        assertThat(refusal()).contains("wrong.py, line 2");
    }
}
