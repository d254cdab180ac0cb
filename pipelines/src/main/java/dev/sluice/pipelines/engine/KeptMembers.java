package dev.sluice.pipelines.engine;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the members of a batch are with which a join has opened, and that do not stand in its item: from {@code first} to before {@code until}, kept since then, in milliseconds. */
record KeptMembers(long first, long until, long since) {

    /** Between a batch and the number of an edition; no name has it. */
    private static final String OF = "\n";

    byte[] bytes() {
        return ("o " + first + " " + until + " " + since).getBytes(StandardCharsets.UTF_8);
    }

    /** Under what it is kept. {@code edition}: which one of the join it is, where that has any. */
    static String key(String batch, OptionalLong edition) {
        return edition.isPresent() ? batch + OF + edition.getAsLong() : batch;
    }

    /** The edition of the batch that stands under a key: 0 where the join has none; empty if it is of another batch. */
    static OptionalLong edition(String key, String batch) {
        if (key.equals(batch)) {
            return OptionalLong.of(0);
        }
        return key.startsWith(batch + OF)
                ? OptionalLong.of(Long.parseLong(key.substring(batch.length() + OF.length())))
                : OptionalLong.empty();
    }

    /** Empty if it is not one that has opened. */
    static Optional<KeptMembers> read(byte[] value) {
        String[] words = new String(value, StandardCharsets.UTF_8).split(" ", -1);
        return words[0].equals("o")
                ? Optional.of(
                        new KeptMembers(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])))
                : Optional.empty();
    }
}
