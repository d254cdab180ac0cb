package dev.sluice.runner.http;

import dev.sluice.function.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies a stream and closes it in any case. */
record ClosingWriter(InputStream stream) implements Response.BodyWriter {

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

    /** Closes a body that will not be sent. */
    static void discard(Response.BodyWriter writer) {
        if (writer instanceof ClosingWriter(InputStream stream)) {
            try {
                stream.close();
            } catch (IOException e) {
                // Nobody reads it.
            }
        }
    }
}
