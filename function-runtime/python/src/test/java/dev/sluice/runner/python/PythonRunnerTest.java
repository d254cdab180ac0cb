package dev.sluice.runner.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runner's own tests, which are in Python, by the oldest and the newest interpreter that is installed; the others read the vectors. */
class PythonRunnerTest {

    private static final Path TESTS = Path.of("src/test/python").toAbsolutePath();
    private static final Path INTERPRETERS =
            Path.of("src/main/runtime/interpreters").toAbsolutePath();

    private record Ended(int code, String output) {}

    static List<String> interpreters() throws Exception {
        Ended told = run(INTERPRETERS.toString());
        Assumptions.assumeTrue(told.code() == 0, told.output());
        return told.output().lines().map(line -> line.split("\t")[1]).toList();
    }

    static Stream<String> oldestAndNewest() throws Exception {
        List<String> all = interpreters();
        return Stream.of(all.getFirst(), all.getLast()).distinct();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void theTestsInPythonPass(String python) throws Exception {
        Ended ended = run(python, "-I", "-B", "-m", "unittest", "discover", "-s", TESTS.toString());

        assertThat(ended.code()).as(ended.output()).isZero();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void eachInterpreterSpeaksTheProtocol(String python) throws Exception {
        Ended ended =
                run(python, "-I", "-B", "-m", "unittest", "discover", "-s", TESTS.toString(), "-p", "test_protocol.py");

        assertThat(ended.code()).as(ended.output()).isZero();
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
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
