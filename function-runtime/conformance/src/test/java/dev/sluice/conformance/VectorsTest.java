package dev.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The test vectors of the protocol, by the code of each runner. That of core is tested there. */
@ParameterizedClass
@MethodSource("subjects")
class VectorsTest {

    private static final Path FILES =
            Path.of(System.getProperty("sluice.root")).resolve("core/src/test/resources/protocol");

    private final Subject subject;

    VectorsTest(Subject subject) {
        this.subject = subject;
    }

    static Stream<Subject> subjects() {
        return Subject.all().filter(subject -> subject.language().hasOwnProtocolCode());
    }

    @Test
    void eachIsReadAndWrittenAgainByteForByte() throws Exception {
        assertThat(rewritten(FILES.resolve("vectors.txt"))).isEqualTo(vectors(FILES.resolve("vectors.txt")));
    }

    @Test
    void whatBreaksTheProtocolIsRefused() throws Exception {
        assertThat(rewritten(FILES.resolve("malformed.txt")))
                .hasSameSizeAs(vectors(FILES.resolve("malformed.txt")))
                .allSatisfy((name, bytes) -> assertThat(bytes).as(name).isEqualTo("refused"));
    }

    private Map<String, String> rewritten(Path file) throws Exception {
        assumeTrue(subject.missing().isEmpty(), subject.missing());
        Process process = new ProcessBuilder(
                        subject.language().vectorProgram(subject.interpreter().orElseThrow(), file))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return parsed(text.lines().toList());
    }

    private static Map<String, String> vectors(Path file) {
        try {
            return parsed(Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> parsed(List<String> lines) {
        Map<String, String> vectors = new LinkedHashMap<>();
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] parts = line.split(" \\| ", 3);
                vectors.put(parts[0], parts[1]);
            }
        }
        return vectors;
    }
}
