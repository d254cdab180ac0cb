package dev.sluice.builder.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The modes that a zip made on Unix has of its entries, which the JDK's own reader does not tell: the upper half of the external
 * attributes in the central directory (APPNOTE 4.3.12). Those of a zip with more than 65,534 entries or 4 GiB are not read.
 */
record ZipModes(Map<String, Integer> byName) {

    private static final int END = 0x06054b50;
    private static final int ENTRY = 0x02014b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY_BYTES = 46;
    private static final int UNIX = 3;
    private static final int TYPE = 0xf000;
    private static final int LINK = 0xa000;
    private static final int EXECUTABLE = 0b001_001_001;

    boolean isLink(String name) {
        return (byName.getOrDefault(name, 0) & TYPE) == LINK;
    }

    boolean isExecutable(String name) {
        return (byName.getOrDefault(name, 0) & EXECUTABLE) != 0;
    }

    static ZipModes of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            int tail = (int) Math.min(channel.size(), END_BYTES + 0xffff);
            ByteBuffer end = read(channel, channel.size() - tail, tail);
            for (int at = tail - END_BYTES; at >= 0; at--) {
                if (end.getInt(at) == END && at + END_BYTES + unsigned(end, at + 20) == tail) {
                    long size = end.getInt(at + 12) & 0xffffffffL;
                    long begin = channel.size() - tail + at - size;
                    return new ZipModes(
                            begin < 0 || size > 64 << 20 ? Map.of() : modes(read(channel, begin, (int) size)));
                }
            }
            return new ZipModes(Map.of());
        }
    }

    private static Map<String, Integer> modes(ByteBuffer directory) {
        Map<String, Integer> modes = new HashMap<>();
        int at = 0;
        while (at + ENTRY_BYTES <= directory.limit() && directory.getInt(at) == ENTRY) {
            int length = unsigned(directory, at + 28);
            int next = at + ENTRY_BYTES + length + unsigned(directory, at + 30) + unsigned(directory, at + 32);
            if (next > directory.limit()) {
                break;
            }
            if (directory.get(at + 5) == UNIX) {
                byte[] name = new byte[length];
                directory.get(at + ENTRY_BYTES, name);
                modes.put(new String(name, StandardCharsets.UTF_8), unsigned(directory, at + 40));
            }
            at = next;
        }
        return modes;
    }

    private static int unsigned(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // Until it is full.
        }
        return bytes.flip();
    }
}
