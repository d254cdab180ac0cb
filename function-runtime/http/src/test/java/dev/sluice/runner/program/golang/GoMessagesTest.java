package dev.sluice.runner.program.golang;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Go 1.26 prints, and what an author is told. */
class GoMessagesTest {

    private static String sentence(String... lines) {
        return GoMessages.sentence(List.of(lines), Path.of("/w/f"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ./main.go:4:1: syntax error: unexpected }, expected expression | main.go:4:1: syntax error: unexpected }, expected expression
            sub/a.go:2:8: "os" imported and not used | sub/a.go:2:8: "os" imported and not used
            main.go:1:1: expected 'package', found pakage | main.go:1:1: expected 'package', found pakage
            main.go:3:12: pattern static: no matching files found | main.go:3:12: pattern static: no matching files found
            go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local) | go.mod asks for Go 1.99, and here is 1.26.8: lower the line 'go' of go.mod, or what asks for it, or have a newer Go installed
            go: example.com/a@v1.0.0 requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local) | example.com/a@v1.0.0 asks for Go 1.99, and here is 1.26.8: lower the line 'go' of go.mod, or what asks for it, or have a newer Go installed
            hello.go:2:8: no required module provides package rsc.io/quote: go.mod file not found in current directory or any parent directory; see 'go help modules' | hello.go:2:8 imports rsc.io/quote, and one file alone has Go's own packages: make a module of its folder, by 'go mod init hello' and 'go mod tidy', and deploy the folder
            main.go:2:8: cannot find module providing package rsc.io/quote: import lookup disabled by -mod=readonly | main.go:2:8 imports rsc.io/quote, which go.mod does not require: run 'go mod tidy', and send go.mod and go.sum as it leaves them
            main.go:2:8: missing go.sum entry for module providing package rsc.io/quote (imported by hello); to add: | go.sum does not say what is in the module of rsc.io/quote, which main.go:2:8 imports: run 'go mod tidy', and send go.mod and go.sum as it leaves them
            go: rsc.io/quote@v1.5.2: missing go.sum entry for go.mod file; to add it: | go.sum does not say what is in rsc.io/quote@v1.5.2: run 'go mod tidy', and send go.mod and go.sum as it leaves them
            go: verifying example.com/a@v1.0.0: checksum mismatch | go.sum says otherwise than what was got of example.com/a@v1.0.0: if nobody means to deceive you, remove its lines from go.sum, and run 'go mod tidy', and send go.mod and go.sum as it leaves them
            main.go:2:8: example.com/a@v1.0.0: reading http://127.0.0.1:1/example.com/a/@v/v1.0.0.zip: 404 Not Found | the module example.com/a@v1.0.0 cannot be got: reading http://127.0.0.1:1/example.com/a/@v/v1.0.0.zip: 404 Not Found
            go: updates to go.mod needed; to update it: | go.mod does not fit what it requires: run 'go mod tidy', and send go.mod and go.sum as it leaves them
            go.mod:3: unknown directive: foo | go.mod:3: unknown directive: foo
            main.go:2:8: package nett/http is not in std (/usr/local/go/src/nett/http) | main.go:2:8 imports nett/http, which is neither a package of Go nor of the module
            package hello: build constraints exclude all Go files in /w/f | no file in Go of the folder is for this machine: their names (_windows.go, _test.go), their lines //go:build, or import "C" leave all of them out. What needs cgo is built elsewhere, and sent as bootstrap
            found packages foo (b.go) and main (main.go) in /w/f | found packages foo (b.go) and main (main.go) in the folder: a folder has one package
            """)
    void eachMistakeIsToldInOneSentence(String line, String sentence) {
        assertThat(sentence("# hello", "go: downloading example.com/a v1.0.0", line, "\tsomething more"))
                .isEqualTo(sentence);
    }

    @Test
    void aProgramWithoutMainIsToldTheForm() {
        assertThat(sentence("# hello", "runtime.main_main·f: function main is undeclared in the main package"))
                .startsWith("there is no func main: a function in Go is a program that listens");
    }

    @Test
    void whatNobodyForesawIsToldAsItIs() {
        assertThat(sentence("# hello", "internal trouble", "more of it")).isEqualTo("internal trouble");
        assertThat(sentence()).isEqualTo("go build says nothing of why it failed");
    }
}
