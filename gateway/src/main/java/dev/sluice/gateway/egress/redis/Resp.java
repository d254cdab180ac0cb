package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes values of RESP2 (the Redis serialization protocol, version 2, as redis.io specifies it). */
final class Resp {

    static final Buffer OK = Buffer.buffer("+OK\r\n");
    static final Buffer NULL = Buffer.buffer("$-1\r\n");
    static final Buffer EMPTY_ARRAY = Buffer.buffer("*0\r\n");

    private Resp() {}

    /** An error; {@code sentence} begins with its code, and what would end the line early becomes a blank. */
    static Buffer error(String sentence) {
        return Buffer.buffer("-" + sentence.replaceAll("[\\x00-\\x1f]", " ") + "\r\n");
    }

    static Buffer integer(long number) {
        return Buffer.buffer(":" + number + "\r\n");
    }

    static Buffer bulk(byte[] bytes) {
        return append(Buffer.buffer(bytes.length + 16), bytes);
    }

    static Buffer bulk(String text) {
        return bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A command as clients send it. */
    static Buffer command(List<byte[]> words) {
        Buffer command = Buffer.buffer().appendString("*" + words.size() + "\r\n");
        words.forEach(word -> append(command, word));
        return command;
    }

    private static Buffer append(Buffer to, byte[] bytes) {
        return to.appendString("$" + bytes.length + "\r\n").appendBytes(bytes).appendString("\r\n");
    }
}
