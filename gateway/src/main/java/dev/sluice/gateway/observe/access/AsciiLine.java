package dev.sluice.gateway.observe.access;

import dev.sluice.core.problem.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of text that is plain ASCII but for what is quoted. It exists because a record is written for every call: it takes
 * a fifth of the time of building a string and encoding it. For one thread.
 */
final class AsciiLine {

    private byte[] bytes = new byte[4_096];
    private int length;

    /** Appends text that is ASCII and, if it stands in a JSON string, needs no escapes. */
    @SuppressWarnings("deprecation") // For ASCII it does exactly what is wanted, and copies without decoding.
    AsciiLine plain(String text) {
        int more = text.length();
        reserve(more);
        text.getBytes(0, more, bytes, length);
        length += more;
        return this;
    }

    /** Appends a JSON string with its quotes. */
    AsciiLine quoted(String text) {
        if (isPlain(text)) {
            return plain("\"").plain(text).plain("\"");
        }
        byte[] json = new JsonText().value(text).toString().getBytes(StandardCharsets.UTF_8);
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** Appends a number that is not negative. */
    AsciiLine number(long value) {
        return digits(value, digitCount(value));
    }

    /** Appends {@code value} with at least {@code count} digits, zeros in front. */
    AsciiLine digits(long value, int count) {
        int all = Math.max(count, digitCount(value));
        reserve(all);
        long rest = value;
        for (int i = all - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += all;
        return this;
    }

    /** Appends microseconds as milliseconds with three decimals. */
    AsciiLine millis(long micros) {
        return number(micros / 1_000).plain(".").digits(micros % 1_000, 3);
    }

    int length() {
        return length;
    }

    /** All bytes so far, valid until the next change. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    void clear() {
        length = 0;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static int digitCount(long value) {
        int count = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            count++;
        }
        return count;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
