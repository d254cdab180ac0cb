package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads commands from what a client sends, which comes in any pieces. What it holds of one is bounded. Not thread-safe. */
final class CommandReader {

    /** What one command may have in bytes. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final int MOST_WORDS = 64 * 1024;

    private Buffer held = Buffer.buffer();
    private int at;

    /** Takes what came. */
    void feed(Buffer bytes) {
        held = at < held.length() ? held.slice(at, held.length()).copy().appendBuffer(bytes) : bytes;
        at = 0;
    }

    /** The next command that has come whole; empty if none has. */
    Optional<Command> next() throws ProtocolFault {
        Optional<Command> command = read();
        if (command.isEmpty() && held.length() - at > MOST_BYTES) {
            throw new ProtocolFault("a command is longer than " + MOST_BYTES + " bytes");
        }
        return command;
    }

    private Optional<Command> read() throws ProtocolFault {
        int end = Lines.end(held, at);
        if (end < 0) {
            return Optional.empty();
        }
        if (held.getByte(at) != '*') {
            throw new ProtocolFault("commands are sent as arrays of bulk strings");
        }
        long words = Lines.number(held, at + 1, end);
        if (words < 1 || words > MOST_WORDS) {
            throw new ProtocolFault("a command has " + words + " words: allowed are 1 to " + MOST_WORDS);
        }
        return words(end + 2, (int) words);
    }

    private Optional<Command> words(int from, int count) throws ProtocolFault {
        List<byte[]> words = new ArrayList<>();
        int place = from;
        for (int i = 0; i < count; i++) {
            int end = place < held.length() ? Lines.end(held, place) : -1;
            if (end < 0) {
                return Optional.empty();
            }
            if (held.getByte(place) != '$') {
                throw new ProtocolFault("a word of a command is no bulk string");
            }
            long length = Lines.number(held, place + 1, end);
            if (length < 0 || length > MOST_BYTES) {
                throw new ProtocolFault("a word has " + length + " bytes: allowed are 0 to " + MOST_BYTES);
            }
            int after = end + 2 + (int) length;
            if (after + 2 > held.length()) {
                return Optional.empty();
            }
            words.add(held.getBytes(end + 2, after));
            place = after + 2;
        }
        Command command = new Command(words);
        at = place;
        return Optional.of(command);
    }
}
