package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders of TypeScript are deployed as they are, in each major of Node that leaves types out. Skipped for those that are not here. */
@ExtendWith(SharedGateway.class)
class TypeScriptTest {

    /** What its angle brackets mean is told by the end of the file's name alone: in JavaScript they compare. */
    private static final String CODE = """
            interface Greeting { name: string }
            type Log = { log(...words: unknown[]): void };

            function same<T>(value: T): T {
              return value;
            }

            export default async (request: Request, context: Log): Promise<string> => {
              const { name } = (await request.json()) as Greeting;
              context.log(`greeting ${name}`);
              return `Hello, ${same<string>(name)}!`;
            };
            """;

    private final Gateway gateway;

    @TempDir
    private Path folder;

    TypeScriptTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private void write(String name, String text) throws IOException {
        Archives.file(folder.resolve(name), text);
    }

    private void needs(String runtime) {
        assumeTrue(gateway.has(runtime), "there is no " + runtime + " here: .ci/node gets it");
    }

    private String needsOne() {
        String newest = List.of("node26", "node24", "node22").stream()
                .filter(gateway::has)
                .findFirst()
                .orElse("");
        assumeTrue(!newest.isEmpty(), "there is no Node.js here that runs TypeScript: .ci/node gets one");
        return newest;
    }

    private JsonObject deployed(String name, String file, String... fields) throws Exception {
        return gateway.deployed(name, folder.resolve(file), fields);
    }

    private String refusal(String file, String runtime) {
        return gateway.deploy("ts-refused", folder.resolve(file), "runtime=" + runtime)
                .body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node22", "node24", "node26"})
    void aFileIsAFunctionAsItIs(String runtime) throws Exception {
        needs(runtime);
        write("greet.ts", CODE);

        JsonObject deployed = deployed("ts-file", "greet.ts", "runtime=" + runtime);

        assertThat(deployed.get("runtime").getAsString()).isEqualTo(runtime);
        assertThat(gateway.post("/function/ts-file", "{\"name\": \"Ada\"}").body())
                .isEqualTo("Hello, Ada!");
    }

    @Test
    void theSameTextMeansWhatTheNameOfItsFileSays() throws Exception {
        String runtime = "runtime=" + needsOne();
        String text = "const string = 1;\nconst same = (value) => value;\n"
                + "export default () => String(same<string>('called'));\n";
        write("same.js", text);
        write("same.ts", text);

        JsonObject compared = deployed("ts-same", "same.js", runtime);
        assertThat(gateway.post("/function/ts-same", "").body()).isEqualTo("false");
        JsonObject called = deployed("ts-same", "same.ts", runtime);

        assertThat(gateway.post("/function/ts-same", "").body()).isEqualTo("called");
        assertThat(called.get("digest")).isNotEqualTo(compared.get("digest"));
        assertThat(deployed("ts-same", "same.ts", runtime).get("created").getAsBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"node22", "node24", "node26"})
    void aFolderIsAFunctionWithTheFilesThatItImports(String runtime) throws Exception {
        needs(runtime);
        write("shop/index.ts", """
                import { greet } from './lib/greet.mts';
                import type { Greeting } from './lib/types.ts';
                export default async (request: Request) => greet((await request.json()) as Greeting);
                """);
        write("shop/lib/greet.mts", """
                import type { Greeting } from './types.ts';
                export const greet = ({ name }: Greeting): string => `Hello, ${name}!`;
                """);
        write("shop/lib/types.ts", "export interface Greeting { name: string }");

        JsonObject deployed =
                gateway.deployed("ts-folder", Archives.tar(folder, "shop.tar.gz", "shop"), "runtime=" + runtime);

        assertThat(deployed.get("handler").getAsString()).isEqualTo("index.ts#default");
        assertThat(gateway.post("/function/ts-folder", "{\"name\": \"Ada\"}").body())
                .isEqualTo("Hello, Ada!");
    }

    @Test
    void theEndOfTheNameTellsTheLanguageAndCommonJsIsTold() throws Exception {
        String newest = needsOne();
        write(
                "old.cts",
                "const greet = (name: string): string => `Hello, ${name}!`;\nmodule.exports = () => greet('Ada');");

        JsonObject deployed = deployed("ts-old", "old.cts");

        assertThat(deployed.get("runtime").getAsString()).isEqualTo(newest);
        assertThat(gateway.post("/function/ts-old", "").body()).isEqualTo("Hello, Ada!");
    }

    @Test
    void itIsStillTypeScriptWhenTheSpecAloneIsDeployedAnew() throws Exception {
        String newest = needsOne();
        write("kept.ts", CODE);
        deployed("ts-kept", "kept.ts");

        HttpResponse<String> again =
                gateway.manage("PUT", "/functions/ts-kept", "application/yaml", "handler: default\nmemory: 300Mi\n");

        assertThat(again.body()).contains("\"version\":2", newest);
        assertThat(gateway.post("/function/ts-kept", "{\"name\": \"Ada\"}").body())
                .isEqualTo("Hello, Ada!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node22", "node24", "node26"})
    void whatIsMoreThanTypesIsRefusedWithItsLineAndWhatToWriteInstead(String runtime) throws Exception {
        needs(runtime);
        write("enum.ts", "const a: number = 1;\nenum Colour { red }\nexport default () => Colour.red + a;\n");
        write("wrong.ts", "export default (): number => {\n  const b: number = ;\n};\n");
        write("deep/index.ts", "import { a } from './lib/space.ts';\nexport default () => a;\n");
        write("deep/lib/space.ts", "\nnamespace Space { export const a = 1; }\nexport const a = Space.a;\n");

        assertThat(refusal("enum.ts", runtime))
                .contains(
                        "line 2: TypeScript enum is not supported in strip-only mode: enum Colour { red }",
                        "write a plain object for an enum");
        assertThat(refusal("wrong.ts", runtime)).contains("line 2: Expression expected: const b: number = ;");
        Archives.tar(folder, "deep.tar.gz", "deep");
        assertThat(refusal("deep.tar.gz", runtime))
                .contains("lib/space.ts, line 2: TypeScript namespace declaration is not supported");
    }

    @Test
    void anImportThatOnlyACompilerUnderstandsIsToldTheRightOne() throws Exception {
        String newest = needsOne();
        write("built/index.ts", "import { a } from './a.js';\nexport default () => a;\n");
        write("built/a.ts", "export const a: number = 1;\n");
        Archives.tar(folder, "built.tar.gz", "built");
        write("typed/index.ts", "import { A } from './a.ts';\nexport default (a: A) => a;\n");
        write("typed/a.ts", "export interface A {}\n");
        Archives.tar(folder, "typed.tar.gz", "typed");

        assertThat(refusal("built.tar.gz", newest)).contains("There is a.ts: Node.js imports a file by its whole name");
        assertThat(refusal("typed.tar.gz", newest))
                .contains("line 1: The requested module './a.ts' does not provide an export named 'A'", "import type");
    }

    @Test
    void aNodeThatCannotRunItSaysWhichOneCan() throws Exception {
        needs("node20");
        write("greet.ts", CODE);

        assertThat(refusal("greet.ts", "node20"))
                .contains(
                        "This is TypeScript. Node.js runs TypeScript from 22.18 on, and this is 20.",
                        "--runtime node24");
    }
}
