package dev.sluice.gateway.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * A body as a string of JSON: itself if it is text in UTF-8, and otherwise in base 64. It is written piece by piece, so that one of many
 * MiB takes little memory.
 *
 * @param bytes read-only
 */
@JsonSerialize(using = BodyText.Writer.class)
record BodyText(ByteBuffer bytes, boolean isText) {

    private static final int PIECE = 8 * 1024;

    static BodyText of(ByteBuffer bytes) {
        return new BodyText(bytes, isText(bytes.duplicate()));
    }

    private static boolean isText(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer piece = CharBuffer.allocate(PIECE);
        CoderResult result;
        do {
            piece.clear();
            result = decoder.decode(bytes, piece, true);
        } while (result.isOverflow());
        return !result.isError();
    }

    /** Writes one. */
    static final class Writer extends JsonSerializer<BodyText> {

        @Override
        public void serialize(BodyText body, JsonGenerator json, SerializerProvider provider) throws IOException {
            InputStream bytes = new Bytes(body.bytes().duplicate());
            if (body.isText()) {
                json.writeString(new InputStreamReader(bytes, StandardCharsets.UTF_8), -1);
            } else {
                json.writeBinary(bytes, body.bytes().remaining());
            }
        }
    }

    private static final class Bytes extends InputStream {

        private final ByteBuffer rest;

        Bytes(ByteBuffer rest) {
            this.rest = rest;
        }

        @Override
        public int read() {
            return rest.hasRemaining() ? rest.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (!rest.hasRemaining()) {
                return length == 0 ? 0 : -1;
            }
            int count = Math.min(length, rest.remaining());
            rest.get(into, from, count);
            return count;
        }
    }
}
