package dev.sluice.store.state;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records as homes of format 1 have them, each in a file of its own: the first line is a mark, the second the millisecond of
 * the expiry, the third the value.
 *
 * @param area what the records are of
 */
record RecordFiles(Path folder, String area) {

    /** What a file becomes that cannot be read: a record that opens for nobody is refused, one that is missing is made anew. */
    private static final String DAMAGED = "damaged";

    List<LogRecord.Put> read() throws IOException {
        List<LogRecord.Put> records = new ArrayList<>();
        for (Path file : files()) {
            records.add(read(file, records.size() + 1L));
        }
        return records;
    }

    void delete() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith(Disk.UNFINISHED))
                    .filter(file -> StateKey.isName(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    private LogRecord.Put read(Path file, long version) throws IOException {
        StateKey key = new StateKey(area, String.valueOf(file.getFileName()));
        String[] lines = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).split("\n", -1);
        try {
            long millis = Long.parseLong(lines[1]);
            Instant expiry = millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
            return new LogRecord.Put(key, version, expiry, KeyedState.checked(lines[2]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return new LogRecord.Put(key, version, Instant.MAX, DAMAGED);
        }
    }
}
