package dev.sluice.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a request carries. Written once, by one thread. */
public interface Body {

    /** The length of a body that is only known at its end. */
    long UNKNOWN = -1;

    /** How much of a pipe is read, in bytes. */
    int MOST_PIPED = 64 << 20;

    Body NONE = of(new byte[0]);

    /** Bytes in all, or {@link #UNKNOWN}. */
    long length();

    void writeTo(OutputStream out) throws IOException;

    static Body of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Body of(byte[] bytes) {
        return new Stored(bytes.length, out -> out.write(bytes));
    }

    /** The content of a file, as long as it is now; of a pipe, which does not tell its length, all that comes. */
    static Body of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return of(piped(file));
        }
        return new Stored(Files.size(file), out -> {
            try (InputStream in = Files.newInputStream(file)) {
                in.transferTo(out);
            }
        });
    }

    private static byte[] piped(Path pipe) throws IOException {
        try (InputStream in = Files.newInputStream(pipe)) {
            byte[] bytes = in.readNBytes(MOST_PIPED + 1);
            if (bytes.length > MOST_PIPED) {
                throw new IOException("it is a pipe and gives more than " + MOST_PIPED / (1 << 20)
                        + " MiB: keep it in a file, and send that");
            }
            return bytes;
        }
    }

    /** All that {@code in} gives, until its end. */
    static Body of(InputStream in) {
        return new Stored(UNKNOWN, in::transferTo);
    }

    /** One after the other; the length of each is known. */
    static Body of(List<Body> parts) {
        return new Stored(parts.stream().mapToLong(Body::length).sum(), out -> {
            for (Body part : parts) {
                part.writeTo(out);
            }
        });
    }

    /** How bytes come to the wire. */
    interface Writing {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A body of known making. */
    record Stored(long length, Writing writing) implements Body {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            writing.writeTo(out);
        }
    }
}
