package dev.sluice.store.state;

import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A line of the log, in US-ASCII: eight hexadecimal digits of the CRC-32C of what follows the blank after them, and then
 * {@code put VERSION EXPIRY AREA/NAME VALUE} or {@code delete VERSION AREA/NAME}. An expiry is a millisecond since 1970, or
 * {@code never}.
 */
sealed interface LogRecord {

    /** What may follow the checksum of a record of the greatest value. */
    int LONGEST = KeyedState.MAX_VALUE + 512;

    StateKey key();

    long version();

    /** A record as it is from now on. */
    record Put(StateKey key, long version, Instant expiry, String value) implements LogRecord {}

    /** A record is none from now on. */
    record Delete(StateKey key, long version) implements LogRecord {}

    /** The line with its end. */
    default byte[] line() {
        String text = switch (this) {
            case Put put -> "put " + put.version + " " + text(put.expiry) + " " + put.key + " " + put.value;
            case Delete delete -> "delete " + delete.version + " " + delete.key;
        };
        return (checksum(text) + " " + text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The record of a line without its end; nothing if it is damaged. */
    static Optional<LogRecord> of(byte[] bytes, int from, int to) {
        String line = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        if (line.length() < 9 || !line.startsWith(checksum(line.substring(9)) + " ")) {
            return Optional.empty();
        }
        String[] words = line.substring(9).split(" ", 5);
        try {
            return switch (words[0]) {
                case "put" -> Optional.of(new Put(key(words[3]), Long.parseLong(words[1]), expiry(words[2]), words[4]));
                case "delete" -> Optional.of(new Delete(key(words[2]), Long.parseLong(words[1])));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static StateKey key(String text) {
        int slash = text.indexOf('/');
        return new StateKey(text.substring(0, Math.max(0, slash)), text.substring(slash + 1));
    }

    private static String text(Instant expiry) {
        return expiry.equals(Instant.MAX) ? "never" : Long.toString(expiry.toEpochMilli());
    }

    private static Instant expiry(String text) {
        return text.equals("never") ? Instant.MAX : Instant.ofEpochMilli(Long.parseLong(text));
    }

    private static String checksum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
