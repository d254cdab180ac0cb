package dev.sluice.decorators.evaluate.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a process answers: a byte that says what, and an array preceded by its length (4 bytes, big-endian). */
public sealed interface Reply {

    /** It is there and takes requests; sent once, unasked. */
    record Ready() implements Reply {}

    /** It is compiled ({@code bytes} is empty) or evaluated. */
    record Done(byte[] bytes) implements Reply {}

    /** It cannot be compiled or evaluated. */
    record Refused(String why) implements Reply {}

    /** Writes and flushes it. */
    default void write(DataOutputStream out) throws IOException {
        byte[] bytes = switch (this) {
            case Ready() -> new byte[0];
            case Done(byte[] result) -> result;
            case Refused(String why) -> why.getBytes(StandardCharsets.UTF_8);
        };
        out.writeByte(
                switch (this) {
                    case Ready _ -> 'r';
                    case Done _ -> 'd';
                    case Refused _ -> 'n';
                });
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    /** Waits for one; {@link java.io.EOFException} if no more come. */
    static Reply read(DataInputStream in) throws IOException {
        int what = in.readUnsignedByte();
        byte[] bytes = Request.array(in);
        return switch (what) {
            case 'r' -> new Ready();
            case 'd' -> new Done(bytes);
            case 'n' -> new Refused(new String(bytes, StandardCharsets.UTF_8));
            default -> throw new IOException("there is no reply " + what);
        };
    }
}
