package dev.sluice.gateway.observe.access;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Where access records go.
 *
 * @param folder of {@code access.jsonl} and its predecessor {@code access.1.jsonl}
 * @param fileBytes of each of the two files, 64 KiB to 16 GiB
 */
public record AccessSettings(Path folder, Set<Target> targets, long fileBytes) {

    public static final long DEFAULT_FILE_BYTES = 64L << 20;

    /** A place for records. */
    public enum Target {
        FILE,
        STDOUT
    }

    public AccessSettings {
        targets = Set.copyOf(targets);
        if (fileBytes < 64 << 10 || fileBytes > 16L << 30) {
            throw new IllegalArgumentException(
                    "the size of an access log file must be 64 KiB to 16 GiB, not " + fileBytes + " bytes");
        }
    }

    /** The defaults: two files of 64 MiB. */
    public static AccessSettings in(Path folder) {
        return new AccessSettings(folder, Set.of(Target.FILE), DEFAULT_FILE_BYTES);
    }

    /** Reads {@code off}, {@code file}, {@code stdout}, or {@code file,stdout}. */
    public static Set<Target> targets(String text) {
        Set<Target> targets = EnumSet.noneOf(Target.class);
        for (String word : text.strip().toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1)) {
            switch (word) {
                case "off" -> {
                    // Adds nothing.
                }
                case "file" -> targets.add(Target.FILE);
                case "stdout" -> targets.add(Target.STDOUT);
                default ->
                    throw new IllegalArgumentException(
                            "access records cannot go to '" + word + "': write off, file, stdout, or file,stdout");
            }
        }
        return targets;
    }
}
