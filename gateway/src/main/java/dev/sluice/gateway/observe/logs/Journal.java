package dev.sluice.gateway.observe.logs;

import dev.sluice.core.runner.LogLine;
import dev.sluice.gateway.observe.files.Reading;
import dev.sluice.gateway.observe.files.RollingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One function's files, and the lines that are about to go there. For the writing thread only. */
final class Journal implements AutoCloseable {

    private static final String FILE = "lines";

    private static final int LONGEST_BATCH = 256 * 1024;
    private static final int KEPT = 16 * 1024;

    private final RollingFile file;
    private final int full;
    private StringBuilder text = new StringBuilder();
    private int lines;
    private long lost;

    /** @param fileBytes of one file; a batch of lines is at most a quarter of it */
    Journal(Path folder, long fileBytes) {
        this.file = new RollingFile(folder, FILE, fileBytes);
        this.full = (int) Math.min(LONGEST_BATCH, fileBytes / 4);
    }

    /** Adds a line; it is in the file after {@link #flush}. */
    void add(LogLine line) {
        LogLineJson.write(line, text);
        lines++;
    }

    boolean isFull() {
        return text.length() >= full;
    }

    /** How many lines the disk did not take since this was asked last. */
    long takeLost() {
        long count = lost;
        lost = 0;
        return count;
    }

    /**
     * Writes what was added and returns how many lines that are.
     *
     * @throws IOException if the disk does not take them; they are gone then
     */
    int flush() throws IOException {
        int count = lines;
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        lines = 0;
        text.setLength(0);
        if (text.capacity() > KEPT) {
            text = new StringBuilder();
        }
        try {
            if (count > 0) {
                file.append(bytes);
            }
            return count;
        } catch (IOException e) {
            lost += count;
            throw e;
        }
    }

    /** How many lines wait for {@link #flush}. */
    int waiting() {
        return lines;
    }

    /** About how many bytes they are. */
    int waitingBytes() {
        return text.length();
    }

    Reading read() throws IOException {
        return file.read();
    }

    @Override
    public void close() {
        file.close();
    }
}
