package dev.sluice.events.broker;

import dev.sluice.core.catalog.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Why a broker has ended, in words that say what to do. */
final class LastWords {

    private static final int OUT_OF_MEMORY = 3;
    private static final int SIGNALS = 128;
    private static final int TAIL_BYTES = 16 * 1024;
    private static final long NO_ROOM_BYTES = 1024 * 1024;
    private static final String FAILED = "The broker failed: ";

    private final BrokerFolder folder;
    private final long logStart;

    /** Made before the broker starts: what is in its log by now is not its own. */
    LastWords(BrokerFolder folder) {
        this.folder = folder;
        this.logStart = size(folder.log());
    }

    /** {@code code}: with which it ended, below 0 if nobody knows. */
    String after(int code) {
        String tail = tail(folder.output(), 0) + tail(folder.log(), logStart);
        if (tail.contains("No space left on device") || isFull(folder.root())) {
            return noRoom(folder.root());
        }
        if (code == OUT_OF_MEMORY) {
            return "The broker has ended, because its heap was full. Raise sluice.kafka.heap.";
        }
        if (tail.contains("Address already in use")) {
            return "The broker cannot start, because another program has taken its port. End that program, or restart the"
                    + " gateways that use the folder " + folder.root() + ": then it gets another port.";
        }
        if (tail.contains("meta.properties") || tail.contains("ID not found in")) {
            return "The broker cannot start, because the file meta.properties in " + folder.data()
                    + " cannot be read: restore the folder from a copy, or move it away, and topics begin empty."
                    + failure(tail);
        }
        return "The broker has ended " + how(code) + failure(tail) + " Its log is " + folder.log() + ".";
    }

    /** Why no broker could be started at all, or be looked for, in {@code folder}. */
    static String ofStart(Path folder, Exception failure) {
        return isFull(folder) || failure instanceof StorageException e && e.reason() == StorageException.Reason.FULL
                ? noRoom(folder)
                : "The broker cannot be started: " + failure.getMessage() + ".";
    }

    private static String noRoom(Path folder) {
        return "The broker has ended, because the disk of " + folder
                + " is full. Make room there: nothing that was acknowledged is lost.";
    }

    private static String how(int code) {
        if (code < 0) {
            return "unexpectedly.";
        }
        return code > SIGNALS ? "by signal " + (code - SIGNALS) + "." : "with code " + code + ".";
    }

    private static String failure(String tail) {
        List<String> said = tail.lines().filter(line -> line.startsWith(FAILED)).toList();
        return said.isEmpty() ? "" : " It said: " + said.getLast().substring(FAILED.length()) + ".";
    }

    private static boolean isFull(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The end of a file, from {@code start} on unless it has become shorter. */
    private static String tail(Path file, long start) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            in.seek(Math.max(length - TAIL_BYTES, start > length ? 0 : start));
            byte[] bytes = new byte[TAIL_BYTES];
            int count = Math.max(0, in.read(bytes));
            return new String(bytes, 0, count, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
