package dev.sluice.core.ownership;

import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * What a key holds.
 *
 * @param expiresAt by the clock of the machine; empty for never
 * @param fence the greatest fencing token that it was written with; 0 for none
 */
public record OwnedValue(String text, Version version, Optional<Instant> expiresAt, long fence) {

    static OwnedValue of(Entry entry) {
        return WrittenText.record(entry.value(), () -> {
            String[] words = entry.value().split(" ", -1);
            long expiry = Long.parseLong(words[1]);
            return new OwnedValue(
                    WrittenText.read(words[3]),
                    entry.version(),
                    expiry == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiry)),
                    Long.parseLong(words[2]));
        });
    }

    static String written(String text, Optional<Instant> expiry, long fence) {
        return WrittenText.FORMAT + expiry.map(Instant::toEpochMilli).orElse(0L) + " " + fence + " "
                + WrittenText.of(text);
    }
}
