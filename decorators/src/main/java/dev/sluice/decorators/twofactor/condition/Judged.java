package dev.sluice.decorators.twofactor.condition;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A request and who makes it; {@code body} may be empty if the condition does not read it. In bytes each text is its length
 * (4 bytes, big-endian) and its UTF-8: method, path, query, subject, then the number of header fields, each a name and a
 * value, and then the body.
 */
record Judged(RequestHead head, String subject, byte[] body) {

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            text(out, head.method());
            text(out, head.path());
            text(out, head.query());
            text(out, subject);
            out.writeInt(head.headers().size());
            head.headers().forEach((name, value) -> {
                text(out, name);
                text(out, value);
            });
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Judged read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String method = text(in);
        String path = text(in);
        String query = text(in);
        String subject = text(in);
        String[] fields = new String[2 * in.readInt()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = text(in);
        }
        return new Judged(new RequestHead(method, path, query, Headers.of(fields)), subject, in.readAllBytes());
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
