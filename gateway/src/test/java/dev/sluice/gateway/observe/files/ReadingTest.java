package dev.sluice.gateway.observe.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

    @TempDir
    Path folder;

    private static void append(RollingFile file, String text) throws IOException {
        file.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> all(Reading reading) throws IOException {
        List<String> lines = new ArrayList<>();
        try (reading) {
            for (Optional<byte[]> line = reading.previousLine(); line.isPresent(); line = reading.previousLine()) {
                lines.add(new String(line.get(), StandardCharsets.UTF_8));
            }
        }
        Collections.reverse(lines);
        return lines;
    }

    /** Lines of all lengths, so that they end before, on and after the edges of blocks and files. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void linesOfAnyLengthAreReadAcrossBlocksAndFiles(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> written = new ArrayList<>();
        try (RollingFile file = new RollingFile(folder, "x", 700_000)) {
            long size = 0;
            while (size < 1_200_000) {
                int length = random.nextInt(4) == 0 ? 65_530 + random.nextInt(12) : 1 + random.nextInt(300);
                String line = written.size() + "x".repeat(length);
                written.add(line);
                append(file, line + "\n");
                size += line.length() + 1;
            }

            assertThat(all(file.read())).as("seed " + seed).isEqualTo(written);
        }
    }

    @Test
    void aReadingIsNotDisturbedByLaterWritesRollsAndDeletions() throws IOException {
        try (RollingFile file = new RollingFile(folder, "x", 20)) {
            append(file, "one\n");
            append(file, "two\n");
            Reading reading = file.read();

            append(file, "a line that makes it roll\n");
            append(file, "another that makes it roll\n");
            Files.delete(folder.resolve("x.1.jsonl"));

            assertThat(all(reading)).containsExactly("one", "two");
        }
    }

    @Test
    void nothingThatIsThereIsNoLine() throws IOException {
        try (RollingFile file = new RollingFile(folder.resolve("absent"), "x", 20)) {
            assertThat(all(file.read())).isEmpty();
        }
        assertThat(folder.resolve("absent")).doesNotExist();
    }
}
