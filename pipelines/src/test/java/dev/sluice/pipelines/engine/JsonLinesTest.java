package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.MalformedEventException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private static JsonLines of(String text) {
        return new JsonLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> read(String text) throws IOException, MalformedEventException {
        JsonLines lines = of(text);
        List<String> all = new ArrayList<>();
        for (Optional<byte[]> line = lines.read(); line.isPresent(); line = lines.read()) {
            all.add(new String(line.get(), StandardCharsets.UTF_8).strip());
        }
        return all;
    }

    @Test
    void eachLineIsAValueAndEmptyOnesAreNone() throws Exception {
        assertThat(read("{\"a\":1}\r\n\n[2]\n  \n\"x\"")).containsExactly("{\"a\":1}", "[2]", "\"x\"");
        assertThat(read("")).isEmpty();
        String long1 = "\"" + "y".repeat(200_000) + "\"";
        assertThat(read(long1 + "\n" + long1)).containsExactly(long1, long1);
    }

    @Test
    void whatIsMalformedIsToldWithItsLine() {
        for (String malformed : List.of("{", "1,2", "nonsense", "{} {}", "\"" + "x".repeat(1 << 20) + "\"")) {
            JsonLines lines = of("{}\n\n" + malformed + "\n{}\n");
            assertThatThrownBy(() -> {
                        while (lines.read().isPresent()) {
                            // The next one.
                        }
                    })
                    .isInstanceOf(MalformedEventException.class);
            assertThat(lines.number()).isEqualTo(3);
        }
    }

    @Test
    void theNumberOfAMalformedLineIsTrueOfALongBatch() throws Exception {
        JsonLines lines = of("{\"n\":1}\n".repeat(69_999) + "{\"n\":\n" + "{}\n".repeat(10));
        for (int i = 1; i < 70_000; i++) {
            assertThat(lines.read()).isPresent();
        }

        assertThatThrownBy(lines::read).isInstanceOf(MalformedEventException.class);
        assertThat(lines.number()).isEqualTo(70_000);
    }
}
