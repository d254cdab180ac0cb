package dev.sluice.gateway.upstream.wire;

import dev.sluice.core.invocation.HeaderSyntax;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes a request (RFC 9112, 2 to 7), a byte for each character. What could end a line or a word too early is not written:
 * nobody smuggles a second request in.
 */
public final class RequestWriter {

    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int COLON = ':' << 8 | ' ';
    private static final int CRLF = '\r' << 8 | '\n';

    private final ByteBuf out;

    /** Writes to {@code out}, which stays its owner's. */
    public RequestWriter(ByteBuf out) {
        this.out = out;
    }

    public void line(String method, String target) throws BadRequestException {
        word(method, "method");
        out.writeByte(' ');
        word(target, "path");
        out.writeBytes(VERSION);
    }

    private void word(String word, String what) throws BadRequestException {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= ' ' || c == 0x7F || c > 0xFF) {
                throw new BadRequestException("its " + what + " has a character that HTTP forbids");
            }
        }
        if (word.isEmpty()) {
            throw new BadRequestException("its " + what + " is empty");
        }
        out.writeCharSequence(word, StandardCharsets.ISO_8859_1);
    }

    public void field(String name, String value) throws BadRequestException {
        if (!HeaderSyntax.isName(name)) {
            throw new BadRequestException("the header name '" + name + "' has a character that HTTP forbids");
        }
        if (!HeaderSyntax.isValue(value)) {
            throw new BadRequestException("its header '" + name + "' has a character that HTTP forbids");
        }
        out.writeCharSequence(name, StandardCharsets.US_ASCII);
        out.writeShort(COLON);
        out.writeCharSequence(value, StandardCharsets.ISO_8859_1);
        out.writeShort(CRLF);
    }

    public void endOfHead() {
        out.writeShort(CRLF);
    }

    public void bytes(ByteBuffer bytes) {
        out.writeBytes(bytes.duplicate());
    }

    /** At least one byte. */
    public void chunk(ByteBuffer bytes) {
        out.writeCharSequence(Integer.toHexString(bytes.remaining()), StandardCharsets.US_ASCII);
        out.writeShort(CRLF);
        bytes(bytes);
        out.writeShort(CRLF);
    }

    public void lastChunk() {
        out.writeBytes(LAST_CHUNK);
    }
}
