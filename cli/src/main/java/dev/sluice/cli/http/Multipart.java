package dev.sluice.cli.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;

/** A body of several named parts (RFC 7578). Files are streamed. */
public final class Multipart {

    private final String boundary = "sluice-" + UUID.randomUUID();
    private final List<Body> parts = new ArrayList<>();

    public void field(String name, String value) {
        parts.add(Body.of("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escaped(name) + "\"\r\n\r\n"
                + value + "\r\n"));
    }

    /** Adds the content of {@code file}; {@code progress} is told the bytes of it that are sent. */
    public void file(String name, Path file, LongConsumer progress) throws IOException {
        file(name, file, "application/octet-stream", progress);
    }

    /** The same of a file of this media type. */
    public void file(String name, Path file, String type, LongConsumer progress) throws IOException {
        Body content = Body.of(file);
        parts.add(Body.of("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escaped(name)
                + "\"; filename=\"" + escaped(file.getFileName().toString())
                + "\"\r\nContent-Type: " + type + "\r\n\r\n"));
        parts.add(new Body.Stored(content.length(), out -> content.writeTo(new Counted(out, progress))));
        parts.add(Body.of("\r\n"));
    }

    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    public Body body() {
        List<Body> all = new ArrayList<>(parts);
        all.add(Body.of("--" + boundary + "--\r\n"));
        return Body.of(all);
    }

    private static String escaped(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** Tells how much has been written. */
    private static final class Counted extends FilterOutputStream {
        private final LongConsumer progress;

        Counted(OutputStream out, LongConsumer progress) {
            super(out);
            this.progress = progress;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            progress.accept(length);
        }
    }
}
