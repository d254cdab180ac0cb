package dev.sluice.core.ownership;

import dev.sluice.core.catalog.StorageException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** How texts of users stand in records of keyed state, which hold US-ASCII: percent-encoded, without blanks and commas. */
final class WrittenText {

    /** The format of records of this package, as they begin. */
    static final String FORMAT = "1 ";

    private WrittenText() {}

    static String of(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String read(String written) {
        return URLDecoder.decode(written, StandardCharsets.UTF_8);
    }

    /** Reads a record; what cannot be read is left alone. */
    static <T> T record(String kept, Supplier<T> reader) {
        if (kept.startsWith(FORMAT)) {
            try {
                return reader.get();
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw unreadable(e);
            }
        }
        throw unreadable(new IllegalArgumentException(kept));
    }

    private static StorageException unreadable(RuntimeException cause) {
        return new StorageException(
                StorageException.Reason.FAILED,
                "A record of ownership is in a form that this build does not know, so it is left as it is: a newer build"
                        + " of Sluice wrote it. Ask a gateway of that build.",
                cause);
    }
}
