package dev.sluice.decorators.validate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The parts of a request that are held to schemas, as JSON; the body as it came. In bytes each is its length (4 bytes,
 * big-endian, -1 if it is not there) and its JSON.
 */
record RequestParts(Optional<byte[]> body, Optional<byte[]> query, Optional<byte[]> headers) {

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(body, out);
            write(query, out);
            write(headers, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Optional<byte[]> part, DataOutputStream out) throws IOException {
        if (part.isEmpty()) {
            out.writeInt(-1);
            return;
        }
        out.writeInt(part.get().length);
        out.write(part.get());
    }

    static RequestParts read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        return new RequestParts(part(in), part(in), part(in));
    }

    private static Optional<byte[]> part(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? Optional.empty() : Optional.of(in.readNBytes(length));
    }
}
