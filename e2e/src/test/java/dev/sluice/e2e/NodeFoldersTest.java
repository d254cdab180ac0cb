package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Folders of JavaScript are deployed as archives. Skipped where there is no Node. */
@ExtendWith(SharedGateway.class)
class NodeFoldersTest {

    private final Gateway gateway;

    @TempDir
    private Path folder;

    NodeFoldersTest(Gateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void aNodeIsInstalled() {
        assumeTrue(gateway.runs("node"), "there is no Node.js here");
    }

    private void write(String name, String text) throws IOException {
        Archives.file(folder.resolve("shop").resolve(name), text);
    }

    private Path packed() throws Exception {
        return Archives.tar(folder, "shop.tar.gz", "shop");
    }

    @Test
    void aFolderRunsWithItsOtherFilesAndSaysWhyThisFileIsTheHandlers() throws Exception {
        write("package.json", "{\"type\": \"module\", \"main\": \"src/main.js\"}");
        write("src/main.js", """
                import { readFile } from 'node:fs/promises';
                import { greet } from './greet.js';
                export default async (request) => greet(await readFile('data/name.txt', 'utf8'));
                export const shout = async () => greet('YOU');
                """);
        write("src/greet.js", "export const greet = (name) => `Hello, ${name.trim()}!`;");
        write("data/name.txt", "Ada\n");

        JsonObject deployed = gateway.deployed("node-shop", packed());

        assertThat(deployed.get("runtime").getAsString()).startsWith("node");
        assertThat(deployed.get("handler").getAsString()).isEqualTo("src/main.js#default");
        assertThat(gateway.post("/function/node-shop", "").body()).isEqualTo("Hello, Ada!");
        assertThat(gateway.deployed("node-shop", packed(), "handler=shout")
                        .get("version")
                        .getAsInt())
                .isEqualTo(2);
        assertThat(gateway.post("/function/node-shop", "").body()).isEqualTo("Hello, YOU!");
    }

    @Test
    void theEndOfAFileNameTellsTheRuntime() throws Exception {
        Path file = Files.writeString(folder.resolve("told.mjs"), "export default () => 'hi';");

        JsonObject deployed = gateway.deployed("node-told", file);

        assertThat(deployed.get("runtime").getAsString()).matches("node\\d+");
    }

    @Test
    void aFolderOfCommonJsRunsToo() throws Exception {
        write("index.js", "const { name } = require('./package.json');\nmodule.exports = () => name;");
        write("package.json", "{\"name\": \"old\"}");

        gateway.deployed("node-old", packed());

        assertThat(gateway.post("/function/node-old", "").body()).isEqualTo("old");
    }

    @Test
    void twoCandidatesForTheHandlerAreRefusedByTheirNames() throws Exception {
        write("index.mjs", "export default () => 1;");
        write("function.mjs", "export default () => 2;");

        assertThat(refusal())
                .contains(
                        "The handler could be in index.mjs or function.mjs: name one, as in handler: index.mjs, or as main in"
                                + " package.json");
    }

    @Test
    void aSyntaxErrorIsToldWithItsFileAndLine() throws Exception {
        write("index.mjs", "import './lib/wrong.mjs';\nexport default () => 1;");
        write("lib/wrong.mjs", "const a = 1;\nconst b = ;\n");

        assertThat(refusal()).contains("lib/wrong.mjs, line 2: Unexpected token ';'");
    }

    @Test
    void aLinkOutOfTheFolderIsRefused() throws Exception {
        write("index.mjs", "export default () => 1;");
        Files.createSymbolicLink(folder.resolve("shop/out"), Path.of("/etc"));

        assertThat(refusal()).contains("The link 'shop/out' leads out of the archive's folder, to '/etc'");
    }

    private String refusal() throws Exception {
        return gateway.deploy("node-refused", packed()).body();
    }
}
