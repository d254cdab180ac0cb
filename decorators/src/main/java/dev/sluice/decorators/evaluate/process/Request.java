package dev.sluice.decorators.evaluate.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What the gateway asks of a process, one at a time: a byte that says what, the program's number (8 bytes), and what belongs
 * to it; byte arrays are preceded by their length (4 bytes), numbers are big-endian. Answered by one {@link Reply}, except for
 * {@link Forget}.
 */
public sealed interface Request {

    /** The longest array that is read. */
    int MOST_BYTES = 65 * 1024 * 1024;

    long program();

    /** From now on {@code program} is this. */
    record Compile(long program, String engine, byte[] source) implements Request {}

    /** The result of {@code program} for an input; it may have {@code mostBytes}. */
    record Evaluate(long program, int mostBytes, byte[] input) implements Request {}

    /** {@code program} is not needed any more. */
    record Forget(long program) implements Request {}

    /** Writes it; flushing is the caller's. */
    default void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Compile(long program, String engine, byte[] source) -> {
                out.writeByte('c');
                out.writeLong(program);
                out.writeUTF(engine);
                array(out, source);
            }
            case Evaluate(long program, int mostBytes, byte[] input) -> {
                out.writeByte('e');
                out.writeLong(program);
                out.writeInt(mostBytes);
                array(out, input);
            }
            case Forget(long program) -> {
                out.writeByte('f');
                out.writeLong(program);
            }
        }
    }

    private static void array(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Waits for one; {@link java.io.EOFException} if no more come. */
    static Request read(DataInputStream in) throws IOException {
        int what = in.readUnsignedByte();
        long program = in.readLong();
        return switch (what) {
            case 'c' -> new Compile(program, in.readUTF(), array(in));
            case 'e' -> new Evaluate(program, in.readInt(), array(in));
            case 'f' -> new Forget(program);
            default -> throw new IOException("there is no request " + what);
        };
    }

    /** An array of at most {@link #MOST_BYTES}. */
    static byte[] array(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("an array of " + length + " bytes is longer than any may be");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
