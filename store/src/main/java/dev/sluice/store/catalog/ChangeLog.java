package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Revision;
import dev.sluice.store.folder.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code changes}, by which those who share a catalog's folder tell each other what they change: a line {@code
 * sluice-changes 1 REVISION}, the highest revision before it, and then a line for each change, see {@link Change}. A line is
 * written before the change is made, so that whoever is not behind has seen all that was acknowledged; whether a change was
 * made its resource says. The file is never synced: when the machine fails nobody is left who read it, and whoever opens a
 * catalog reads all resources. A long one is replaced, which others notice by its inode.
 *
 * <p>Whoever calls holds the folder's lock, except for {@link #isBehind}.
 */
final class ChangeLog implements AutoCloseable {

    private static final String FORMAT = "sluice-changes ";
    private static final String HEADER = FORMAT + "1 ";
    private static final long LONGEST = 1 << 20;
    private static final Position NOWHERE = new Position(Optional.empty(), 0);

    private final Path file;
    private @Nullable FileChannel channel;
    private Position position = NOWHERE;
    private volatile Position learnt = NOWHERE;
    private Revision last = Revision.NONE;

    /** Up to where which file was read. */
    private record Position(Optional<Object> inode, long end) {}

    /**
     * What was read.
     *
     * @param complete false if there may have been changes of which no line is left
     */
    record Unread(List<Change> changes, boolean complete) {}

    ChangeLog(Path folder) {
        this.file = folder.resolve("changes");
    }

    /** Whether there may be changes that were not {@link #learnt}. Any thread may ask, and needs no lock. */
    boolean isBehind() {
        Position seen = learnt;
        try {
            BasicFileAttributes there = Files.readAttributes(file, BasicFileAttributes.class);
            return there.size() != seen.end
                    || !Optional.ofNullable(there.fileKey()).equals(seen.inode);
        } catch (IOException e) {
            return true;
        }
    }

    /** The highest revision that a line told. */
    Revision last() {
        return last;
    }

    /**
     * Reads what others wrote, and makes a new file where there is none that can be read.
     *
     * @param used up to which revisions may be in use
     */
    Unread unread(Supplier<Revision> used) throws IOException {
        List<Change> changes = new ArrayList<>();
        Optional<Object> there = inode();
        if (channel != null && !channel.isOpen()) {
            // A thread that was interrupted while it used the file closed it.
            channel = null;
            position = NOWHERE;
        }
        boolean complete = readRest(changes);
        if (there.isPresent() && !there.equals(position.inode)) {
            Revision before = last;
            Optional<Revision> header = open(there);
            complete = header.equals(Optional.of(before)) && complete;
            complete = readRest(changes) && complete;
        }
        if (channel == null || there.isEmpty()) {
            create(used.get());
            complete = false;
        }
        return new Unread(changes, complete);
    }

    /** Whatever was read so far is known to all who ask from now on. */
    void learnt() {
        learnt = position;
    }

    /** Tells others of a change that is about to be made; all that was read is learnt. */
    void append(Change change) throws IOException {
        if (position.end > LONGEST) {
            create(last);
        }
        long end = position.end;
        byte[] line = change.line().getBytes(StandardCharsets.UTF_8);
        LogFile.append(Objects.requireNonNull(channel, "nothing was read yet"), end, line, false);
        position = new Position(position.inode, end + line.length);
        last = change.revision();
        learnt();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private Optional<Object> inode() throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What the first line of another file says; nothing, and no file is open, if it makes no sense. */
    private Optional<Revision> open(Optional<Object> inode) throws IOException {
        close();
        FileChannel in = LogFile.open(file);
        String line = new String(bytes(in, 0, Math.min(64, in.size())), StandardCharsets.UTF_8);
        int end = line.indexOf('\n');
        Optional<Revision> header = end < HEADER.length() || !line.startsWith(HEADER)
                ? Optional.empty()
                : Change.revision(line.substring(HEADER.length(), end));
        if (header.isEmpty()) {
            in.close();
            if (line.startsWith(FORMAT) && !line.startsWith(HEADER)) {
                throw new IOException("a newer gateway wrote " + file + ": start that one");
            }
            return header;
        }
        channel = in;
        last = higher(header.get());
        position = new Position(inode, end + 1L);
        return header;
    }

    /** False, and no file is open, if something between lines that make sense makes none. */
    private boolean readRest(List<Change> changes) throws IOException {
        FileChannel in = channel;
        if (in == null) {
            return false;
        }
        long end = position.end;
        long size = in.size();
        if (size < end || size - end > 2 * LONGEST) {
            close();
            return false;
        }
        byte[] bytes = bytes(in, end, size - end);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                Optional<Change> change = Change.of(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                if (change.isEmpty()) {
                    close();
                    return false;
                }
                changes.add(change.get());
                last = higher(change.get().revision());
                start = i + 1;
            }
        }
        position = new Position(position.inode, end + start);
        if (start < bytes.length) {
            // Its writer died before it had finished the line, and so before the change.
            in.truncate(end + start);
        }
        return true;
    }

    private void create(Revision before) throws IOException {
        close();
        byte[] header = (HEADER + before.value() + "\n").getBytes(StandardCharsets.UTF_8);
        LogFile.replace(file, false, out -> LogFile.write(out, header));
        last = higher(before);
        channel = LogFile.open(file);
        position = new Position(inode(), header.length);
    }

    private Revision higher(Revision other) {
        return other.isAfter(last) ? other : last;
    }

    private static byte[] bytes(FileChannel in, long at, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
        while (buffer.hasRemaining() && in.read(buffer, at + buffer.position()) >= 0) {
            // Until all is read.
        }
        return buffer.array();
    }
}
