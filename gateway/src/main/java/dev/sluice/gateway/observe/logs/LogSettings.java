package dev.sluice.gateway.observe.logs;

import java.nio.file.Path;

/**
 * Where function logs are kept and what they may take.
 *
 * @param folder one folder per function is made in it
 * @param fileBytes of each of a function's two files
 * @param totalBytes of the files of all functions, at least four times {@code fileBytes}; those of the function that has
 *     been silent longest are deleted when they have about 1/64 more
 * @param waitingBytes of lines that wait to be written, of all functions together
 */
public record LogSettings(Path folder, long fileBytes, long totalBytes, long waitingBytes) {

    public static final long DEFAULT_FILE_BYTES = 4L << 20;
    public static final long DEFAULT_TOTAL_BYTES = 2L << 30;
    public static final long DEFAULT_WAITING_BYTES = 8L << 20;

    public LogSettings {
        if (fileBytes < 64 << 10 || fileBytes > 1L << 30) {
            throw new IllegalArgumentException("the size of a log file must be 64 KiB to 1 GiB, not " + fileBytes);
        }
        if (totalBytes < 4 * fileBytes) {
            throw new IllegalArgumentException(
                    "the size of all function logs must be at least four times that of one log" + " file, "
                            + 4 * fileBytes + ", not " + totalBytes);
        }
        if (waitingBytes < 64 << 10 || waitingBytes > 1L << 30) {
            throw new IllegalArgumentException(
                    "the room for waiting lines must be 64 KiB to 1 GiB, not " + waitingBytes);
        }
    }

    /** The defaults: two files of 4 MiB per function, 2 GiB for all, 8 MiB of lines in memory. */
    public static LogSettings in(Path folder) {
        return new LogSettings(folder, DEFAULT_FILE_BYTES, DEFAULT_TOTAL_BYTES, DEFAULT_WAITING_BYTES);
    }
}
