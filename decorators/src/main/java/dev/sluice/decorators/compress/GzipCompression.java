package dev.sluice.decorators.compress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Compresses one answer (RFC 1952). Holds memory outside the heap until it is closed. */
final class GzipCompression {

    private static final int BUFFER = 8192;

    private final ByteArrayOutputStream sink = new ByteArrayOutputStream(BUFFER);
    private final LevelledGzip gzip;

    GzipCompression(int level) {
        try {
            this.gzip = new LevelledGzip(sink, level);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
    }

    /** What came of these bytes so far; maybe nothing. */
    byte[] write(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return made(() -> gzip.write(copy));
    }

    /** All that is left of what was written. */
    byte[] flush() {
        return made(gzip::flush);
    }

    byte[] finish() {
        return made(gzip::finish);
    }

    void close() {
        gzip.release();
    }

    private interface Step {
        void run() throws IOException;
    }

    private byte[] made(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        byte[] made = sink.toByteArray();
        sink.reset();
        return made;
    }

    private static final class LevelledGzip extends GZIPOutputStream {

        LevelledGzip(ByteArrayOutputStream sink, int level) throws IOException {
            super(sink, BUFFER, true);
            def.setLevel(level);
        }

        void release() {
            def.end();
        }
    }
}
