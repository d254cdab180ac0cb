package dev.sluice.runner.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies a stream and closes it in any case. */
record ClosingWriter(InputStream stream) implements Discardable {

    private static final int STEP = 16 * 1024;

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (stream) {
            byte[] buffer = new byte[STEP];
            int read = stream.read(buffer);
            while (read >= 0) {
                out.write(buffer, 0, read);
                if (stream.available() == 0) {
                    out.flush();
                }
                read = stream.read(buffer);
            }
        }
    }

    @Override
    public void discard() {
        try {
            stream.close();
        } catch (IOException e) {
            // Nobody reads it.
        }
    }
}
