package dev.sluice.runner.lines;

import dev.sluice.core.protocol.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts bytes of UTF-8 into lines, and lines that are too long into several; a stack trace stays one. Not thread-safe. */
public final class LineBuffer {

    private static final int INITIAL_BYTES = 128;

    private final TraceLines lines;
    private byte[] bytes = new byte[0];
    private int size;

    public LineBuffer(Consumer<String> records) {
        lines = new TraceLines(records);
    }

    public void write(byte[] source, int offset, int length) {
        int from = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (source[i] == '\n') {
                append(source, from, i - from);
                emit(size > 0 && bytes[size - 1] == '\r' ? size - 1 : size, i + 1 == end);
                size = 0;
                from = i + 1;
            }
        }
        append(source, from, end - from);
    }

    /** Emits what has no line break yet, and a trace that might have gone on. */
    public void flush() {
        if (size > 0) {
            emit(size, true);
        }
        lines.flush();
        size = 0;
        bytes = new byte[0];
    }

    private void append(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            int step = Math.min(left, Protocol.MAX_LOG_LINE_CHARS - size);
            if (bytes.length < size + step) {
                bytes = Arrays.copyOf(bytes, Math.max(INITIAL_BYTES, Math.max(bytes.length * 2, size + step)));
            }
            System.arraycopy(source, from, bytes, size, step);
            size += step;
            from += step;
            left -= step;
            if (size == Protocol.MAX_LOG_LINE_CHARS) {
                cut();
            }
        }
    }

    /** Emits a full buffer up to the last whole character and keeps the rest. */
    private void cut() {
        int lead = size - 1;
        while (lead > size - 4 && (bytes[lead] & 0xC0) == 0x80) {
            lead--;
        }
        int end = lead + lengthOf(bytes[lead]) > size ? lead : size;
        emit(end, true);
        System.arraycopy(bytes, end, bytes, 0, size - end);
        size -= end;
    }

    /** How many bytes a character of UTF-8 has that begins with {@code lead}. */
    private static int lengthOf(byte lead) {
        if ((lead & 0xE0) == 0xC0) {
            return 2;
        }
        if ((lead & 0xF0) == 0xE0) {
            return 3;
        }
        return (lead & 0xF8) == 0xF0 ? 4 : 1;
    }

    private void emit(int end, boolean last) {
        lines.line(new String(bytes, 0, end, StandardCharsets.UTF_8), last);
    }
}
