package dev.sluice.gateway.observe.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The lines of some files as they were at one instant, from the last to the first. Later writes, rolls and deletions do
 * not change what it reads. For one thread.
 */
public final class Reading implements AutoCloseable {

    /** A line that is longer, in bytes, is left out: it is none of ours. */
    static final int MAX_LINE = 1 << 20;

    private static final int BLOCK = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final List<FileChannel> channels;
    private final long[] sizes;
    private int file;
    /** Where, in the file at hand, that begins which is in {@link #block}. */
    private long position;
    /** What was read and not yet given, up to {@link #end}. */
    private byte[] block = NOTHING;

    private int end;
    private boolean overlong;

    /** @param channels oldest first; taken over */
    Reading(List<FileChannel> channels) throws IOException {
        this.channels = new ArrayList<>(channels);
        this.file = channels.size();
        this.sizes = new long[channels.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = channels.get(i).size();
        }
    }

    /** The line before, without its end; empty when there is none. Empty lines are left out. */
    public Optional<byte[]> previousLine() throws IOException {
        while (true) {
            for (int i = end - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(block, i + 1, end);
                    boolean whole = !overlong;
                    overlong = false;
                    end = i;
                    if (line.length > 0 && whole) {
                        return Optional.of(line);
                    }
                }
            }
            if (position == 0) {
                Optional<byte[]> first = firstLine();
                if (first.isPresent() || !previousFile()) {
                    return first;
                }
            } else {
                readBlockBefore();
            }
        }
    }

    @Override
    public void close() {
        for (FileChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Optional<byte[]> firstLine() {
        byte[] line = Arrays.copyOf(block, end);
        boolean whole = !overlong;
        overlong = false;
        end = 0;
        return line.length > 0 && whole ? Optional.of(line) : Optional.empty();
    }

    private boolean previousFile() {
        if (file == 0) {
            return false;
        }
        file--;
        position = sizes[file];
        block = NOTHING;
        return true;
    }

    private void readBlockBefore() throws IOException {
        if (end > MAX_LINE) {
            overlong = true;
            end = 0;
        }
        int length = (int) Math.min(BLOCK, position);
        byte[] longer = new byte[length + end];
        ByteBuffer room = ByteBuffer.wrap(longer, 0, length);
        position -= length;
        while (room.hasRemaining()) {
            if (channels.get(file).read(room, position + room.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        System.arraycopy(block, 0, longer, length, end);
        block = longer;
        end = longer.length;
    }
}
