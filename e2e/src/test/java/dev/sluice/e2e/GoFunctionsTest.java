package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.sluice.e2e.SluiceCommand.Ran;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sources in Go are built, and run as programs that listen. Skipped where Go is not installed. */
@ExtendWith(SharedGateway.class)
class GoFunctionsTest {

    private static final String HELLO = """
            package main

            import (
            	"io"
            	"net/http"
            	"os"
            )

            func main() {
            	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
            		io.WriteString(w, "Hello, "+r.URL.Query().Get("name")+"!")
            	})
            	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
            }
            """;

    private final Gateway gateway;

    @TempDir
    private Path folder;

    GoFunctionsTest(Gateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void goIsInstalled() {
        assumeTrue(Gateway.hasGo(), "there is no Go here");
    }

    private Path file(String name, String text) throws IOException {
        return Archives.file(folder.resolve(name), text);
    }

    private Ran deploy(String name, Path what) throws Exception {
        return SluiceCommand.run(gateway, folder, "deploy", name, what.toString());
    }

    @Test
    void oneFileIsBuiltOnceAndWhatDoesNotCompileLeavesItServing() throws Exception {
        Path hello = file("hello.go", HELLO);

        Ran first = deploy("go-hello", hello);

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out() + first.err()).contains("go build, of hello.go", "built of the sources in Go");
        JsonObject deployed = gateway.describe("go-hello");
        assertThat(deployed.getAsJsonObject("spec").toString())
                .contains("\"runtime\":\"http\"", "\"handler\":\"bootstrap\"");
        assertThat(gateway.get("/function/go-hello/?name=Ada").body()).isEqualTo("Hello, Ada!");

        Ran again = deploy("go-hello-too", hello);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out() + again.err()).contains("as it was before");

        Ran wrong = deploy("go-hello", file("hello.go", HELLO.replace("os.Getenv", "os.GetEnv")));
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("hello.go:13:38: undefined: os.GetEnv");
        assertThat(gateway.get("/function/go-hello/?name=Bob").body()).isEqualTo("Hello, Bob!");
    }

    @Test
    void aModuleIsBuiltWithItsOwnPackagesAndSeesItsOtherFiles() throws Exception {
        file("shop/go.mod", "module shop\n\ngo 1.21\n");
        file(
                "shop/main.go",
                HELLO.replace("\"io\"", "\"io\"\n\t\"shop/greet\"").replace("\"Hello, \"", "greet.Word()+\", \""));
        file(
                "shop/greet/greet.go",
                "package greet\n\nimport \"os\"\n\nfunc Word() string {\n"
                        + "\ttext, _ := os.ReadFile(\"words/hello.txt\")\n\treturn string(text)\n}\n");
        file("shop/words/hello.txt", "Moin");

        JsonObject deployed = gateway.deployed("go-shop", Archives.tar(folder, "shop.tar.gz", "shop"));

        assertThat(deployed.get("runtime").getAsString()).isEqualTo("http");
        assertThat(gateway.get("/function/go-shop/?name=Ada").body()).isEqualTo("Moin, Ada!");
    }

    @Test
    void aHandlerWithoutAProgramIsRefusedWithTheForm() throws Exception {
        Ran refused = deploy("go-refused", file("hello.go", "package hello\n\nfunc Hello() {}\n"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains(
                        "The package of hello.go is hello: a function in Go is a program that listens", "package main");
    }

    @Test
    void aModuleThatAsksForANewerGoIsRefusedWithASentence() throws Exception {
        file("newer/go.mod", "module newer\n\ngo 1.99\n");
        file("newer/main.go", HELLO);

        Ran refused = deploy("go-newer", folder.resolve("newer"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("go.mod asks for Go 1.99, and here is 1.");
    }

    @Test
    void filesWithoutAModuleAreToldTheCommandThatMakesOne() throws Exception {
        file("two/main.go", HELLO);
        file("two/more.go", "package main\n");

        Ran refused = deploy("go-two", folder.resolve("two"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("files in Go and no go.mod", "go mod init");
    }
}
