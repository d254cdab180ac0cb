package dev.sluice.runner.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The runner's own tests, which are in Python, by the newest interpreter that is installed. What each of them must do is held by the suite of
 * all runners.
 */
class PythonRunnerTest {

    private static final Path TESTS = Path.of("src/test/python").toAbsolutePath();
    private static final Path INTERPRETERS =
            Path.of("src/main/runtime/interpreters").toAbsolutePath();

    private static final Path EXAMPLE = Path.of(System.getProperty("sluice.root"), "examples/hello-python");

    private record Ended(int code, String output) {}

    /** An interpreter, or why there is none. */
    record Python(String path, String missing) {

        private Ended discovers(Path folder, String pattern) throws IOException, InterruptedException {
            Assumptions.assumeTrue(missing.isEmpty(), missing);
            return run(path, "-I", "-B", "-m", "unittest", "discover", "-s", folder.toString(), "-p", pattern);
        }
    }

    /** The newest first; where there is none, one that lacks and why. */
    static List<Python> interpreters() throws Exception {
        Ended told = run(INTERPRETERS.toString());
        return told.code() == 0
                ? told.output()
                        .lines()
                        .map(line -> new Python(line.split("\t")[1], ""))
                        .toList()
                : List.of(new Python("", told.output().strip()));
    }

    static Stream<Python> newest() throws Exception {
        return interpreters().stream().limit(1);
    }

    @ParameterizedTest
    @MethodSource("newest")
    void theTestsInPythonPass(Python python) throws Exception {
        Ended ended = python.discovers(TESTS, "test*.py");

        assertThat(ended.code()).as(ended.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void eachInterpreterReadsFrames(Python python) throws Exception {
        Ended ended = python.discovers(TESTS, "test_protocol.py");

        assertThat(ended.code()).as(ended.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("newest")
    void theTestOfTheExamplePasses(Python python) throws Exception {
        Ended ended = python.discovers(EXAMPLE, "test*.py");

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("Ran 1 test");
    }

    @Test
    void whereNoPythonIsInstalledThatIsSaid() throws Exception {
        Ended told = run(
                "/bin/sh",
                "-c",
                "sed 's,/usr/,/nowhere/,g; s,/opt/,/nowhere/,g' '" + INTERPRETERS + "' | HOME=/nowhere sh");

        assertThat(told.code()).isEqualTo(1);
        assertThat(told.output())
                .isEqualTo("No Python 3.9 or newer is installed: install one, as with 'apt-get install python3', and"
                        + " restart the gateway.\n");
    }

    private static Ended run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("python", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(output);
            assertThat(ended).as(text).isTrue();
            return new Ended(process.exitValue(), text);
        } finally {
            Files.delete(output);
        }
    }
}
