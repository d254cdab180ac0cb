package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads commands from what a client sends, which comes in any pieces. What it holds of one is bounded, and words that have come are not read
 * again with each piece. Not thread-safe.
 */
final class CommandReader {

    /** What the words of one command may have in bytes, all of them together. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final int MOST_WORDS = 64 * 1024;

    /** What came; it is read up to {@code at}. */
    private Buffer held = Buffer.buffer();

    private int at;

    /** The words of the command that has begun. */
    private List<byte[]> words = new ArrayList<>();

    /** How many words of it are to come; 0 if none has begun. */
    private int missing;

    private int bytes;

    /** Takes what came. */
    void feed(Buffer came) {
        if (at == held.length()) {
            held = came;
        } else {
            held = (at == 0 ? held : held.getBuffer(at, held.length())).appendBuffer(came);
        }
        at = 0;
    }

    /** The next command that has come whole; empty if none has. */
    Optional<Command> next() throws ProtocolFault {
        if (missing == 0 && !begin()) {
            return Optional.empty();
        }
        while (missing > 0) {
            if (!readWord()) {
                return Optional.empty();
            }
        }
        Command command = new Command(words);
        words = new ArrayList<>();
        return Optional.of(command);
    }

    /** Whether it has come how many words there are. */
    private boolean begin() throws ProtocolFault {
        if (at < held.length() && held.getByte(at) != '*') {
            throw new ProtocolFault("commands are sent as arrays of bulk strings");
        }
        int end = Lines.end(held, at);
        if (end < 0) {
            return false;
        }
        long count = Lines.number(held, at + 1, end);
        if (count < 1 || count > MOST_WORDS) {
            throw new ProtocolFault("a command has " + count + " words: allowed are 1 to " + MOST_WORDS);
        }
        missing = (int) count;
        bytes = 0;
        at = end + 2;
        return true;
    }

    /** Whether the next word has come whole. */
    private boolean readWord() throws ProtocolFault {
        int end = Lines.end(held, at);
        if (end < 0) {
            return false;
        }
        if (held.getByte(at) != '$') {
            throw new ProtocolFault("a word of a command is no bulk string");
        }
        long length = Lines.number(held, at + 1, end);
        if (length < 0 || length > MOST_BYTES) {
            throw new ProtocolFault("a word has " + length + " bytes: allowed are 0 to " + MOST_BYTES);
        }
        if (bytes + length > MOST_BYTES) {
            throw new ProtocolFault("a command is longer than " + MOST_BYTES + " bytes");
        }
        int after = end + 2 + (int) length;
        if (after + 2 > held.length()) {
            return false;
        }
        words.add(held.getBytes(end + 2, after));
        bytes += (int) length;
        at = after + 2;
        missing--;
        return true;
    }
}
