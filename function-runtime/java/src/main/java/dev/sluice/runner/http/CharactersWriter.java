package dev.sluice.runner.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Copies a text as UTF-8 and closes it in any case. */
record CharactersWriter(Reader reader) implements Discardable {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (reader) {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            char[] buffer = new char[8 * 1024];
            int read = reader.read(buffer);
            while (read >= 0) {
                text.write(buffer, 0, read);
                if (!reader.ready()) {
                    text.flush();
                }
                read = reader.read(buffer);
            }
            text.flush();
        }
    }

    @Override
    public void discard() {
        try {
            reader.close();
        } catch (IOException e) {
            // Nobody reads it.
        }
    }
}
