package dev.sluice.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One connection of HTTP/2 with prior knowledge, written frame by frame (RFC 9113, 4.1), so that a test can send heads that
 * no client would. Fields are literals that are not indexed (RFC 7541, 6.2.2).
 */
final class RawHttp2 implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    private final Socket socket;
    private final DataInputStream in;

    /** What came on stream 1. {@code status} is 0 if it was reset, or the connection ended, before a head came. */
    record Reply(int status, String body) {}

    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Sends a request without a body, whose fields are {@code namesAndValues}, and reads its answer. */
    Reply call(String... namesAndValues) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            text(namesAndValues[i], block);
            text(namesAndValues[i + 1], block);
        }
        frame(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray());
        return reply();
    }

    private static void text(String text, ByteArrayOutputStream block) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        block.write(bytes.length);
        block.writeBytes(bytes);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    private Reply reply() throws IOException {
        int status = 0;
        StringBuilder body = new StringBuilder();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == HEADERS) {
                status = status(payload, (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
            } else if (type == DATA) {
                body.append(new String(payload, StandardCharsets.UTF_8));
            }
            boolean ended = (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0;
            if (ended || type == RST_STREAM || type == GOAWAY) {
                return new Reply(status, body.toString());
            }
        }
    }

    /** The status stands first, as an entry of the static table (RFC 7541, A). */
    private static int status(byte[] block, int from) {
        return switch (block[from] & 0xff) {
            case 0x88 -> 200;
            case 0x8c -> 400;
            case 0x8d -> 404;
            case 0x8e -> 500;
            default -> throw new AssertionError("a head begins with " + Integer.toHexString(block[from] & 0xff));
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
