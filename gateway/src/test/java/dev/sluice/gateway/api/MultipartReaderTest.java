package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipartReaderTest {

    private static final String BOUNDARY = "bound";

    @Test
    void partsComeWithTheirNamesAndBodies() throws IOException {
        Map<String, byte[]> parts =
                read("preamble\r\n--bound\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\none\r\n"
                        + "--bound  \r\nContent-Type: text/plain\r\nContent-Disposition: form-data; filename=\"x\"; name=b\r\n\r\n"
                        + "\r\n--bound\r\nContent-Disposition: form-data; name=\"c \\\"d\\\"\"\r\n\r\n--boun\r\n--bond\r\n"
                        + "--bound--\r\nepilogue");

        assertThat(texts(parts))
                .containsExactly(Map.entry("a", "one"), Map.entry("b", ""), Map.entry("c \"d\"", "--boun\r\n--bond"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '--bound\\r\\nX: y\\r\\n\\r\\nz\\r\\n--bound--' | a part has no name in a Content-Disposition header
            '--boundX\\r\\n' | a boundary is not followed by the end of its line
            """)
    void mistakesAreTold(String body, String message) {
        assertThatThrownBy(() -> read(body.replace("\\r", "\r").replace("\\n", "\n")))
                .isInstanceOf(MultipartReader.MalformedException.class)
                .hasMessage(message);
    }

    @Test
    void headersThatNeverEndAreRefused() {
        assertThatThrownBy(() -> read("--bound\r\nX: " + "y".repeat(20_000)))
                .hasMessage("the headers of a part have more than 8192 bytes");
    }

    @Test
    void aBodyThatEndsTooEarlyIsSeenWhereverItIsCut() {
        byte[] whole = ("--bound\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--bound--")
                .getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(new ByteArrayInputStream(cut))).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anyBytesInAnyPiecesArriveAsTheyWere() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Map<String, byte[]> sent = new LinkedHashMap<>();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int count = random.nextInt(4);
            for (int part = 0; part < count; part++) {
                byte[] content = content(random);
                sent.put("p" + part, content);
                body.writeBytes(("--bound\r\nContent-Disposition: form-data; name=\"p" + part + "\"\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                body.writeBytes(content);
                body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
            }
            body.writeBytes("--bound--\r\n".getBytes(StandardCharsets.UTF_8));

            Map<String, byte[]> received = read(new Pieces(new ByteArrayInputStream(body.toByteArray()), random));

            assertThat(received.keySet()).as("seed " + seed).isEqualTo(sent.keySet());
            sent.forEach((name, content) ->
                    assertThat(received.get(name)).as("seed " + seed).isEqualTo(content));
        }
    }

    /** Bytes that look like boundaries, but are none. */
    private static byte[] content(Random random) {
        StringBuilder content = new StringBuilder();
        String[] pieces = {"\r", "\n", "\r\n", "-", "--", "\r\n--", "\r\n--boun", "bound", "--bound", "x", "\0"};
        int length = random.nextInt(random.nextInt(20) == 0 ? 60_000 : 40);
        for (int i = 0; i < length; i++) {
            content.append(pieces[random.nextInt(pieces.length)]);
        }
        return content.toString().replace("\r\n--bound", "\r\n--bund").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Map<String, byte[]> read(String body) throws IOException {
        return read(new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Map<String, byte[]> read(InputStream body) throws IOException {
        MultipartReader reader = new MultipartReader(body, BOUNDARY);
        Map<String, byte[]> parts = new LinkedHashMap<>();
        for (Optional<MultipartReader.Part> part = reader.next(); part.isPresent(); part = reader.next()) {
            parts.put(part.get().name(), part.get().body().readAllBytes());
        }
        return parts;
    }

    private static Map<String, String> texts(Map<String, byte[]> parts) {
        Map<String, String> texts = new LinkedHashMap<>();
        parts.forEach((name, body) -> texts.put(name, new String(body, StandardCharsets.ISO_8859_1)));
        return texts;
    }

    /** Hands over a few bytes at a time. */
    private static final class Pieces extends FilterInputStream {

        private final Random random;

        Pieces(InputStream in, Random random) {
            super(in);
            this.random = random;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(random.nextBoolean() ? 7 : 9_000)));
        }
    }
}
