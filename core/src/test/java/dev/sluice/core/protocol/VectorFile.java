package dev.sluice.core.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The lines of a file of test vectors: name, bytes in hexadecimal, remark. */
record VectorFile(List<Vector> vectors) {

    record Vector(String name, String hex, String remark) {

        ByteBuffer bytes() {
            return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static VectorFile read(String name) {
        try (InputStream in = VectorFile.class.getResourceAsStream("/protocol/" + name)) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return new VectorFile(text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 3))
                    .map(parts -> new Vector(parts[0], parts[1], parts[2]))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
