package dev.sluice.gateway.home;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file {@code format} of a folder of the platform: what all else there means. */
final class FolderFormat {

    /**
     * What this build writes. The first had no file that says so; before the third, one gateway at a time worked on the catalog
     * and the artifacts, and secrets were in no namespace.
     */
    static final int NEWEST = 3;

    private FolderFormat() {}

    /** Notes which format a folder has from now on, unless a newer build has written more than this one understands. */
    static void take(Path folder) throws IOException {
        String format = read(folder);
        if (format.equals(Integer.toString(NEWEST))) {
            return;
        }
        if (!format.isEmpty() && !format.equals("2")) {
            throw new HomeNewerException("the home " + folder + " is of format " + format + ", and this gateway knows "
                    + NEWEST
                    + " and older: start the newer gateway that wrote it, or give this one a home of its own with"
                    + " SLUICE_HOME or --home");
        }
        Disk.replace(folder.resolve("format"), (NEWEST + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a build has worked here that shares with nobody, if any has. */
    static boolean isOld(Path folder) throws IOException {
        String format = read(folder);
        return format.isEmpty() || format.equals("2");
    }

    private static String read(Path folder) throws IOException {
        Path file = folder.resolve("format");
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }
}
