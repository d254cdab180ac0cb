package dev.sluice.core.function;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A sort of machine that code runs on. Each part is {@link #ANY_WORD} where it does not matter.
 *
 * @param os {@code linux}, {@code windows}, {@code macos}
 * @param processor as in images of OCI: {@code amd64}, {@code arm64}
 * @param libc {@code glibc}, {@code musl}
 * @param language the release of the language, as a runtime names itself: {@code python3.11}
 */
public record Target(String os, String processor, String libc, String language) {

    private static final String ANY_WORD = "any";
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9.]{0,31}");

    /** Whatever machine has the runtime. */
    public static final Target ANY = new Target(ANY_WORD, ANY_WORD, ANY_WORD, ANY_WORD);

    public Target {
        for (String part : List.of(os, processor, libc, language)) {
            if (!WORD.matcher(part).matches()) {
                throw new IllegalArgumentException("'" + part
                        + "' is no part of a target: it must be a word of lower-case letters, digits and dots");
            }
        }
    }

    /** Reads {@code any}, or {@code os/processor/libc/language}. */
    public static Target parse(String text) {
        if (text.equals(ANY_WORD)) {
            return ANY;
        }
        String[] parts = text.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no target: it must be any, or os/processor/libc/language");
        }
        return new Target(parts[0], parts[1], parts[2], parts[3]);
    }

    /** Whether a machine with this system and processor may be one. */
    public boolean includes(String itsOs, String itsProcessor) {
        return (os.equals(ANY_WORD) || os.equals(itsOs))
                && (processor.equals(ANY_WORD) || processor.equals(itsProcessor));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return equals(ANY) ? ANY_WORD : os + "/" + processor + "/" + libc + "/" + language;
    }
}
