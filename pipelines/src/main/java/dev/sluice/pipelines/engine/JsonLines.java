package dev.sluice.pipelines.engine;

import dev.sluice.core.event.BatchAnswer;
import dev.sluice.core.event.MalformedEventException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines of which each is a value in JSON; empty ones are passed over. For one thread; blocks as its source does. */
final class JsonLines {

    /** 1 MiB: the longest line. */
    static final int LONGEST = 1 << 20;

    private static final int PIECE = 64 << 10;

    private final InputStream source;
    private final byte[] piece = new byte[PIECE];
    private int next;
    private int end;
    private long number;

    JsonLines(InputStream source) {
        this.source = source;
    }

    /** The number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /**
     * The next one; empty if there are no more.
     *
     * @throws MalformedEventException with a clause, if it is malformed
     * @throws IOException if the source ends in the middle
     */
    Optional<byte[]> read() throws IOException, MalformedEventException {
        while (true) {
            Optional<byte[]> line = line();
            if (line.isEmpty()) {
                return line;
            }
            number++;
            byte[] bytes = line.get();
            if (!isBlank(bytes)) {
                check(bytes);
                return line;
            }
        }
    }

    /** Whether nothing comes any more. */
    boolean isOver() throws IOException {
        return !fill();
    }

    private static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    private Optional<byte[]> line() throws IOException, MalformedEventException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean any = false;
        while (fill()) {
            any = true;
            int from = next;
            while (next < end && piece[next] != '\n') {
                next++;
            }
            line.write(piece, from, next - from);
            if (line.size() > LONGEST) {
                number++;
                throw new MalformedEventException("it has more than 1 MiB: give a reference to what is larger");
            }
            if (next < end) {
                next++;
                return Optional.of(line.toByteArray());
            }
        }
        return any ? Optional.of(line.toByteArray()) : Optional.empty();
    }

    /** Whether there is something to read. */
    private boolean fill() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, source.read(piece));
        }
        return next < end;
    }

    private static void check(byte[] line) throws MalformedEventException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
        } catch (CharacterCodingException e) {
            throw new MalformedEventException("it is not UTF-8");
        }
        byte[] list = new byte[line.length + 2];
        list[0] = '[';
        System.arraycopy(line, 0, list, 1, line.length);
        list[list.length - 1] = ']';
        if (BatchAnswer.items(list).size() != 1) {
            throw new MalformedEventException("it is not one value in JSON");
        }
    }
}
