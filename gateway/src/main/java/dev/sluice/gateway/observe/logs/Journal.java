package dev.sluice.gateway.observe.logs;

import dev.sluice.core.runner.LogLine;
import dev.sluice.gateway.observe.files.Reading;
import dev.sluice.gateway.observe.files.RollingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One function's files, and the lines that are about to go there. For the writing thread only. */
final class Journal implements AutoCloseable {

    static final String FILE = "lines";

    private static final int FULL = 256 * 1024;
    private static final int KEPT = 16 * 1024;

    private final RollingFile file;
    private StringBuilder text = new StringBuilder();
    private int lines;
    private long lost;

    Journal(RollingFile file) {
        this.file = file;
    }

    /** Adds a line; it is in the file after {@link #flush}. */
    void add(LogLine line) {
        LogLineJson.write(line, text);
        lines++;
    }

    boolean isFull() {
        return text.length() >= FULL;
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

    Reading read() throws IOException {
        return file.read();
    }

    @Override
    public void close() {
        file.close();
    }
}
