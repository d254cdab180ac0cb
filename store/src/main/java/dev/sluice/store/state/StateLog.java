package dev.sluice.store.state;

import dev.sluice.core.disk.FolderLock;
import dev.sluice.core.state.StateKey;
import dev.sluice.store.folder.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code log}: a line {@code sluice-state 1 VERSION}, the greatest version before it, and then a line for each
 * change, see {@link LogRecord}. In memory is only where each record stands. Several processes append to it and read what the
 * others appended, each while it holds the {@link FolderLock}: so only the last line can be unfinished, and whoever finds it
 * so cuts it off. A log of mostly old lines is replaced by a new file.
 */
final class StateLog {

    private static final String FORMAT = "sluice-state ";
    private static final String HEADER = FORMAT + "1 ";
    private static final int CHUNK = 4 * LogRecord.LONGEST;
    private static final long MUCH = 1 << 20;

    private final Path file;
    private final Consumer<StateKey> changed;
    private final Map<StateKey, Place> places = new HashMap<>();
    private @Nullable FileChannel channel;
    private @Nullable Object inode;
    private long end;
    private long live;
    private long last;
    private long compactFrom = MUCH;

    /** Where the line of a record stands. */
    record Place(long version, Instant expiry, long at, int length) {}

    StateLog(Path folder, Consumer<StateKey> changed) {
        this.file = folder.resolve("log");
        this.changed = changed;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Makes a log of these records. */
    void create(List<LogRecord.Put> records) throws IOException {
        LogFile.replace(file, true, out -> {
            LogFile.write(out, (HEADER + records.size() + "\n").getBytes(StandardCharsets.US_ASCII));
            for (LogRecord.Put put : records) {
                LogFile.write(out, put.line());
            }
        });
    }

    /** Learns what others changed. */
    void catchUp() throws IOException {
        Object there = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (!Objects.equals(there, inode) || !open().isOpen()) {
            reopen(there);
            return;
        }
        long size = open().size();
        if (size < end) {
            throw new IOException("it became shorter, which no gateway does: stop all gateways, bring back a copy");
        }
        read(size);
    }

    Map<StateKey, Place> places() {
        return places;
    }

    Optional<Place> place(StateKey key) {
        return Optional.ofNullable(places.get(key));
    }

    String value(Place place) throws IOException {
        byte[] line = bytes(place.at(), place.length());
        return LogRecord.of(line, 0, line.length - 1)
                .filter(LogRecord.Put.class::isInstance)
                .map(put -> ((LogRecord.Put) put).value())
                .orElseThrow(() -> damaged(place.at()));
    }

    long nextVersion() {
        return last + 1;
    }

    /** Writes a line and returns when it is on the disk. */
    void append(LogRecord record) throws IOException {
        byte[] line = record.line();
        LogFile.append(open(), end, line, true);
        apply(record, end, line.length);
        end += line.length;
    }

    /** Forgets a record that has expired. */
    void forget(StateKey key) {
        Place old = places.remove(key);
        live -= old == null ? 0 : old.length();
    }

    /** Writes a new file if most of this one is of no use any more. */
    void compactIfWorthwhile() throws IOException {
        if (end < compactFrom || end < 2 * live) {
            return;
        }
        compactFrom = end + MUCH;
        LogFile.replace(file, true, out -> {
            LogFile.write(out, (HEADER + last + "\n").getBytes(StandardCharsets.US_ASCII));
            for (Place place : places.values()) {
                LogFile.write(out, bytes(place.at(), place.length()));
            }
        });
        catchUp();
        compactFrom = MUCH;
    }

    void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private void reopen(@Nullable Object there) throws IOException {
        close();
        Map<StateKey, Place> before = Map.copyOf(places);
        places.clear();
        inode = null;
        live = 0;
        end = 0;
        channel = LogFile.open(file);
        readHeader();
        read(open().size());
        inode = there;
        before.keySet().stream().filter(key -> !places.containsKey(key)).forEach(changed);
    }

    private void readHeader() throws IOException {
        byte[] start = bytes(0, (int) Math.min(64, open().size()));
        String line =
                new String(start, StandardCharsets.US_ASCII).lines().findFirst().orElse("");
        if (line.startsWith(FORMAT) && !line.startsWith(HEADER)) {
            throw new IOException("a newer build of Sluice wrote it: start that one, or bring back an older copy");
        }
        try {
            last = Math.max(last, Long.parseLong(line.substring(Math.min(line.length(), HEADER.length()))));
        } catch (NumberFormatException e) {
            throw damaged(0);
        }
        end = line.length() + 1L;
    }

    private void read(long size) throws IOException {
        while (end < size) {
            byte[] bytes = bytes(end, (int) Math.min(CHUNK, size - end));
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    Optional<LogRecord> record = LogRecord.of(bytes, start, i);
                    if (record.isEmpty()) {
                        cutOff(end + start, end + i + 1, size);
                        return;
                    }
                    apply(record.get(), end + start, i + 1 - start);
                    start = i + 1;
                }
            }
            if (start == 0) {
                cutOff(end, end + bytes.length, size);
                return;
            }
            end += start;
        }
    }

    /** Cuts off a line that nobody was told of, because its writer died. */
    private void cutOff(long from, long to, long size) throws IOException {
        if (to != size) {
            throw damaged(from);
        }
        end = from;
        open().truncate(from);
        open().force(true);
    }

    private void apply(LogRecord record, long at, int length) {
        forget(record.key());
        if (record instanceof LogRecord.Put put) {
            places.put(put.key(), new Place(put.version(), put.expiry(), at, length));
            live += length;
        }
        last = Math.max(last, record.version());
        changed.accept(record.key());
    }

    private byte[] bytes(long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (open().read(buffer, at + buffer.position()) < 0) {
                throw damaged(at);
            }
        }
        return buffer.array();
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            throw new NoSuchFileException(file.toString());
        }
        return channel;
    }

    private static IOException damaged(long at) {
        return new IOException("its line at byte " + at + " is damaged: stop all gateways, bring back a copy");
    }
}
