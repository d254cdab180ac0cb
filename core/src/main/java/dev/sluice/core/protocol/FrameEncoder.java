package dev.sluice.core.protocol;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes frames as bytes into a buffer that grows. Not thread-safe; made to be kept and used again, so that a batch of
 * frames becomes one write.
 */
public final class FrameEncoder {

    private static final int LARGEST_KEPT = 256 * 1024;

    private byte[] bytes;
    private int size;

    public FrameEncoder() {
        this(4096);
    }

    public FrameEncoder(int initialBytes) {
        bytes = new byte[initialBytes];
    }

    /** Bytes written since the last {@link #clear}. */
    public int size() {
        return size;
    }

    /** What was written since the last {@link #clear}; valid until the next call that changes this encoder. */
    public ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    /** The array behind {@link #written}, of which the first {@link #size} bytes count. */
    public byte[] array() {
        return bytes;
    }

    /** Forgets what was written; gives back memory that an unusually large batch took. */
    public void clear() {
        size = 0;
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[4096];
        }
    }

    /**
     * Appends one frame.
     *
     * @throws ProtocolException if the frame is larger than {@link Protocol#MAX_FRAME_BYTES}; nothing was appended
     */
    public FrameEncoder write(Frame frame) {
        int start = size;
        try {
            return writeBody(frame, start);
        } catch (ProtocolException e) {
            size = start;
            throw e;
        }
    }

    private FrameEncoder writeBody(Frame frame, int start) {
        switch (frame) {
            case Frame.Data f -> {
                header(FrameType.DATA, f.end(), f.stream());
                raw(f.bytes());
            }
            case Frame.Invoke f -> {
                header(FrameType.INVOKE, f.end(), f.stream());
                text(f.invocation());
                int64(f.runMillis());
                text(f.head().method());
                text(f.head().path());
                text(f.head().query());
                headers(f.head().headers());
            }
            case Frame.Result f -> {
                header(FrameType.RESULT, f.end(), f.stream());
                int16(f.status());
                headers(f.headers());
            }
            case Frame.Window f -> {
                header(FrameType.WINDOW, false, f.stream());
                int32(f.bytes());
            }
            case Frame.Log f -> {
                header(FrameType.LOG, false, f.stream());
                int8(f.source().ordinal());
                int64(f.epochMicros());
                text(f.line());
            }
            case Frame.Error f -> {
                header(FrameType.ERROR, false, f.stream());
                int8(f.fault().ordinal());
                functionError(f.error());
            }
            case Frame.Cancel f -> {
                header(FrameType.CANCEL, false, f.stream());
                int8(f.cause().ordinal());
            }
            case Frame.Trailers f -> {
                header(FrameType.TRAILERS, true, f.stream());
                headers(f.trailers());
            }
            case Frame.Hello f -> {
                header(FrameType.HELLO, false, 0);
                int16(f.oldest());
                int16(f.newest());
                text(f.token());
                text(f.runtime());
                int64(f.pid());
                texts(f.features());
            }
            case Frame.Welcome f -> {
                header(FrameType.WELCOME, false, 0);
                int16(f.protocol());
                texts(f.features());
            }
            case Frame.Specialise f -> {
                header(FrameType.SPECIALISE, false, 0);
                text(f.function());
                int32(f.version());
                text(f.handler());
                text(f.artifact().folder());
                texts(f.artifact().files());
                map(f.environment());
                int64(f.timeoutMillis());
                int32(f.concurrency());
                map(f.settings());
            }
            case Frame.Specialised f -> {
                header(FrameType.SPECIALISED, false, 0);
                text(f.description());
                int64(f.micros());
            }
            case Frame.SpecialiseFailed f -> {
                header(FrameType.SPECIALISE_FAILED, false, 0);
                text(f.reason());
                functionError(f.error());
                text(f.hint());
            }
            case Frame.Ping f -> {
                header(FrameType.PING, false, 0);
                int64(f.number());
            }
            case Frame.Pong f -> {
                header(FrameType.PONG, false, 0);
                int64(f.number());
            }
            case Frame.Drain f -> header(FrameType.DRAIN, false, 0);
            case Frame.Progress f -> {
                header(FrameType.PROGRESS, false, f.stream());
                raw(f.bytes());
            }
            case Frame.Notice f -> {
                header(FrameType.NOTICE, false, 0);
                int64(f.number());
                text(f.name());
                raw(f.body());
            }
            case Frame.Noticed f -> {
                header(FrameType.NOTICED, false, 0);
                int64(f.number());
            }
            case Frame.Profile f -> {
                header(FrameType.PROFILE, false, 0);
                text(f.text());
            }
        }
        int length = size - start - 4;
        if (length > Protocol.MAX_FRAME_BYTES) {
            throw new ProtocolException("a " + frame.getClass().getSimpleName() + " frame of " + length
                    + " bytes is larger than the " + Protocol.MAX_FRAME_BYTES + " allowed");
        }
        putInt32(start, length);
        return this;
    }

    private void header(byte type, boolean end, int stream) {
        ensure(Protocol.HEADER_BYTES);
        size += 4;
        bytes[size++] = type;
        bytes[size++] = (byte) (end ? Protocol.FLAG_END : 0);
        putInt32(size, stream);
        size += 4;
    }

    private void functionError(FunctionError error) {
        text(error.type());
        text(error.message());
        texts(error.frames());
    }

    private void headers(Headers headers) {
        int16(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            text(headers.name(i));
            text(headers.value(i));
        }
    }

    private void texts(List<String> list) {
        int16(list.size());
        list.forEach(this::text);
    }

    private void map(Map<String, String> map) {
        int16(map.size());
        map.forEach((key, value) -> {
            text(key);
            text(value);
        });
    }

    private void text(String text) {
        int length = text.length();
        ensure(4 + length);
        int start = size + 4;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                utf8(text);
                return;
            }
            bytes[start + i] = (byte) c;
        }
        putInt32(size, length);
        size = start + length;
    }

    /** A text that is not all ASCII, which few are. */
    private void utf8(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int32(utf8.length);
        ensure(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    private void raw(ByteBuffer source) {
        int length = source.remaining();
        ensure(length);
        source.get(source.position(), bytes, size, length);
        size += length;
    }

    private void int8(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    private void int16(int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new ProtocolException("a count of " + value + " does not fit into a frame: at most 65535");
        }
        ensure(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    private void int32(int value) {
        ensure(4);
        putInt32(size, value);
        size += 4;
    }

    private void int64(long value) {
        int32((int) (value >>> 32));
        int32((int) value);
    }

    private void putInt32(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
