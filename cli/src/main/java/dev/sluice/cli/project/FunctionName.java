package dev.sluice.cli.project;

import dev.sluice.cli.api.CommandException;
import java.nio.file.Path;
import java.util.Locale;

/** Names of functions as the platform takes them: 1 to 63 lower-case letters, digits and {@code -}. */
public final class FunctionName {

    private static final int LONGEST = 63;

    private FunctionName() {}

    /**
     * The name that a file or folder gives to a function: its own, without its ending, in the letters that a name may have.
     *
     * @throws CommandException if nothing is left of it
     */
    public static String of(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String own = last == null ? "" : last.toString();
        String word = own.replaceFirst("(?<=.)\\.[^.]*$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+", "");
        String name = word.substring(0, Math.min(LONGEST, word.length())).replaceAll("-$", "");
        if (name.isEmpty()) {
            throw CommandException.usage("No name for a function can be made of " + path + ": put one before it.");
        }
        return name;
    }

    /** Whether the platform takes {@code name} as it is. */
    public static boolean isOne(String name) {
        return name.length() <= LONGEST && name.matches("[a-z]([a-z0-9-]*[a-z0-9])?");
    }
}
