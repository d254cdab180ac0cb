package dev.sluice.core.protocol;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads frames from bytes. Stateless: what is incomplete stays in the buffer. Accepts only well-formed frames. */
public final class FrameDecoder {

    private static final Frame.InvokeFault[] INVOKE_FAULTS = Frame.InvokeFault.values();
    private static final Frame.CancelCause[] CANCEL_CAUSES = Frame.CancelCause.values();
    private static final Frame.LogSource[] LOG_SOURCES = Frame.LogSource.values();

    private FrameDecoder() {}

    /**
     * Takes the next frame from {@code in} (big-endian, read from its position) and moves past it.
     *
     * @return the frame, or null if {@code in} does not hold a whole one; the position is then as it was
     * @throws ProtocolException if the bytes are no frame
     */
    public static @Nullable Frame next(ByteBuffer in) {
        if (in.remaining() < 4) {
            return null;
        }
        int length = in.getInt(in.position());
        if (length < Protocol.HEADER_BYTES - 4 || length > Protocol.MAX_FRAME_BYTES) {
            throw new ProtocolException("a frame claims " + length + " bytes: allowed are "
                    + (Protocol.HEADER_BYTES - 4) + " to " + Protocol.MAX_FRAME_BYTES);
        }
        if (in.remaining() - 4 < length) {
            return null;
        }
        ByteBuffer body = in.slice(in.position() + 4, length);
        Frame frame;
        try {
            frame = decode(body);
        } catch (RuntimeException e) {
            throw e instanceof ProtocolException p ? p : new ProtocolException("a frame is malformed: " + e);
        }
        if (body.hasRemaining()) {
            throw new ProtocolException(
                    "a " + frame.getClass().getSimpleName() + " frame has " + body.remaining() + " bytes too many");
        }
        in.position(in.position() + 4 + length);
        return frame;
    }

    private static Frame decode(ByteBuffer in) {
        byte type = in.get();
        byte flags = in.get();
        int stream = in.getInt();
        boolean end = flags == Protocol.FLAG_END;
        checkHeader(type, flags, stream);
        return switch (type) {
            case FrameType.DATA -> new Frame.Data(stream, rest(in, "DATA", Protocol.MAX_DATA_BYTES), end);
            case FrameType.INVOKE ->
                new Frame.Invoke(
                        stream,
                        text(in),
                        in.getLong(),
                        new RequestHead(text(in), text(in), text(in), headers(in)),
                        end);
            case FrameType.RESULT -> new Frame.Result(stream, in.getChar(), headers(in), end);
            case FrameType.WINDOW -> new Frame.Window(stream, grant(in.getInt()));
            case FrameType.LOG -> new Frame.Log(stream, LOG_SOURCES[in.get()], in.getLong(), text(in));
            case FrameType.ERROR -> new Frame.Error(stream, INVOKE_FAULTS[in.get()], functionError(in));
            case FrameType.CANCEL -> new Frame.Cancel(stream, CANCEL_CAUSES[in.get()]);
            case FrameType.TRAILERS -> new Frame.Trailers(stream, headers(in));
            case FrameType.HELLO ->
                new Frame.Hello(in.getChar(), in.getChar(), text(in), text(in), in.getLong(), texts(in));
            case FrameType.WELCOME -> new Frame.Welcome(in.getChar(), texts(in));
            case FrameType.SPECIALISE ->
                new Frame.Specialise(
                        text(in),
                        in.getInt(),
                        text(in),
                        new Frame.Artifact(text(in), texts(in)),
                        map(in),
                        in.getLong(),
                        in.getInt(),
                        map(in));
            case FrameType.SPECIALISED -> new Frame.Specialised(text(in), in.getLong());
            case FrameType.SPECIALISE_FAILED -> new Frame.SpecialiseFailed(text(in), functionError(in), text(in));
            case FrameType.PING -> new Frame.Ping(in.getLong());
            case FrameType.PONG -> new Frame.Pong(in.getLong());
            case FrameType.DRAIN -> new Frame.Drain();
            case FrameType.PROGRESS -> new Frame.Progress(stream, rest(in, "PROGRESS", Protocol.MAX_PROGRESS_BYTES));
            case FrameType.NOTICE ->
                new Frame.Notice(in.getLong(), text(in), rest(in, "NOTICE", Protocol.MAX_NOTICE_BYTES));
            case FrameType.NOTICED -> new Frame.Noticed(in.getLong());
            case FrameType.PROFILE -> profile(in);
            default -> throw new ProtocolException("there is no frame of type " + type);
        };
    }

    private static void checkHeader(byte type, byte flags, int stream) {
        if ((flags & ~Protocol.FLAG_END) != 0) {
            throw new ProtocolException("a frame of type " + type + " has flags " + flags + ": only 1 has a meaning");
        }
        boolean ofStream = type >= FrameType.INVOKE && type <= FrameType.LOG || type == FrameType.PROGRESS;
        boolean fits = ofStream ? stream > 0 || stream == 0 && type == FrameType.LOG : stream == 0;
        if (!fits) {
            throw new ProtocolException("a frame of type " + type + " has stream " + stream);
        }
        if (type == FrameType.TRAILERS && flags == 0) {
            throw new ProtocolException("TRAILERS come without END");
        }
    }

    private static Frame.Profile profile(ByteBuffer in) {
        checkSize("PROFILE", in.remaining() - 4, Protocol.MAX_PROFILE_BYTES);
        return new Frame.Profile(text(in));
    }

    private static void checkSize(String name, int bytes, int most) {
        if (bytes > most) {
            throw new ProtocolException(name + " has " + bytes + " bytes: at most " + most + " are allowed");
        }
    }

    private static ByteBuffer rest(ByteBuffer in, String name, int most) {
        checkSize(name, in.remaining(), most);
        ByteBuffer bytes = in.slice();
        in.position(in.limit());
        return bytes;
    }

    private static int grant(int bytes) {
        if (bytes <= 0) {
            throw new ProtocolException("WINDOW grants " + bytes + " bytes");
        }
        return bytes;
    }

    private static FunctionError functionError(ByteBuffer in) {
        return new FunctionError(text(in), text(in), texts(in));
    }

    private static Headers headers(ByteBuffer in) {
        String[] namesAndValues = new String[2 * in.getChar()];
        for (int i = 0; i < namesAndValues.length; i++) {
            namesAndValues[i] = text(in);
        }
        return Headers.of(namesAndValues);
    }

    private static List<String> texts(ByteBuffer in) {
        int count = in.getChar();
        List<String> list = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            list.add(text(in));
        }
        return list;
    }

    private static Map<String, String> map(ByteBuffer in) {
        int count = in.getChar();
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(text(in), text(in));
        }
        return map;
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new ProtocolException("a text claims " + length + " bytes where " + in.remaining() + " are left");
        }
        String text;
        if (in.hasArray()) {
            text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
            in.position(in.position() + length);
        } else {
            byte[] utf8 = new byte[length];
            in.get(utf8);
            text = new String(utf8, StandardCharsets.UTF_8);
        }
        return text;
    }
}
