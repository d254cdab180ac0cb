package dev.sluice.core.function;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was found in the code of a version when it was uploaded. It is kept with the version, and neither a start nor a
 * rollback looks for it again.
 *
 * @param contract by which contract the runtime calls the handler, by the runtime's own word: {@code http-handler}; empty if
 *     that could not be seen before a start, and the runtime's own order decides
 * @param concurrency how many calls an instance runs at the same time; empty if the spec said it, or the code is good for as
 *     many as is usual
 * @param targets the machines that the code runs on; none if that could not be told
 */
public record Inspection(
        HandlerOrigin handler, Optional<String> contract, Optional<Integer> concurrency, List<Target> targets) {

    private static final Pattern CONTRACT = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    public Inspection {
        targets = List.copyOf(targets);
        contract.filter(word -> !CONTRACT.matcher(word).matches()).ifPresent(word -> {
            throw new IllegalArgumentException("'" + word
                    + "' is no contract: it must be a word of at most 64 lower-case letters, digits and hyphens");
        });
    }

    /** Where a handler came from. */
    public enum HandlerOrigin {
        /** It is what a search of the code finds, whoever named it: the next code is searched again. */
        FOUND,
        /** Somebody named it, and the code alone would not say so: it is kept for the next code. */
        NAMED;

        /** As in records and in answers. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static HandlerOrigin of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
