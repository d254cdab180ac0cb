package dev.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What functions own, by the client for Node: its own tests, in JavaScript. */
class NodeOwnershipTest {

    private static final Path TESTS = Path.of(System.getProperty("sluice.root"))
            .resolve("function-runtime/node/src/test/runtime/ownership.test.mjs");

    @TempDir
    Path folder;

    @Test
    void itsOwnTestsPass() throws Exception {
        Subject node = Subject.all()
                .filter(subject -> subject.language() == Language.NODE)
                .findFirst()
                .orElseThrow();
        assumeTrue(node.missing().isEmpty(), node.missing());
        Path out = folder.resolve("out");

        Process process = new ProcessBuilder(node.interpreter().orElseThrow().toString(), "--test", TESTS.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();

        assertThat(ended).as("it ends within a minute").isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    }
}
