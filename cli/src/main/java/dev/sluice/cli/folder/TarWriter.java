package dev.sluice.cli.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a tar of POSIX.1-2017. Nobody's name is in it and no time, so that the same files give the same bytes. Close it, and with it the
 * stream below.
 */
public final class TarWriter implements AutoCloseable {

    /** The mode of a file that can be run, and of a folder. */
    public static final int PROGRAM = 0b111_101_101;

    /** The mode of any other file. */
    public static final int PLAIN = 0b110_100_100;

    private static final int BLOCK = 512;
    private static final int NAME = 100;

    private final OutputStream out;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** {@code mode}: the twelve bits of a mode, as {@link #PROGRAM} has them. */
    public void folder(String name, int mode) throws IOException {
        header(name + "/", mode, 0, '5', "");
    }

    public void link(String name, String target) throws IOException {
        header(name, 0b111_111_111, 0, '2', target);
    }

    public void file(String name, byte[] bytes, int mode) throws IOException {
        header(name, mode, bytes.length, '0', "");
        out.write(bytes);
        pad(bytes.length);
    }

    /** @throws IOException also if the file grows or shrinks meanwhile */
    public void file(String name, Path file, int mode) throws IOException {
        long size = Files.size(file);
        header(name, mode, size, '0', "");
        long written = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                out.write(buffer, 0, read);
            }
        }
        if (written != size) {
            throw new IOException("it was changed while it was read");
        }
        pad(size);
    }

    /** What a plain header has no room for stands in an extended one before it. */
    private void header(String name, int mode, long size, char type, String link) throws IOException {
        String extended = record("path", name) + record("linkpath", link);
        if (!extended.isEmpty()) {
            byte[] records = extended.getBytes(StandardCharsets.UTF_8);
            out.write(block("extended", PLAIN, records.length, 'x', ""));
            out.write(records);
            pad(records.length);
        }
        out.write(block(cut(name), mode, size, type, cut(link)));
    }

    private static boolean fits(String text) {
        return text.length() <= NAME && text.chars().allMatch(c -> c < 0x80);
    }

    private static String cut(String text) {
        return fits(text) ? text : "extended";
    }

    /** {@code LENGTH KEY=VALUE} and a line break, of which the length counts itself; nothing for what fits without. */
    private static String record(String key, String value) {
        if (fits(value)) {
            return "";
        }
        String rest = " " + key + "=" + value + "\n";
        int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = bytes + 1;
        while (String.valueOf(length).length() + bytes != length) {
            length++;
        }
        return length + rest;
    }

    private static byte[] block(String name, int mode, long size, char type, String link) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, octal(mode, 7));
        put(block, 108, octal(0, 7));
        put(block, 116, octal(0, 7));
        put(block, 124, octal(size, 11));
        put(block, 136, octal(0, 11));
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar");
        put(block, 263, "00");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, 148, octal(sum, 6) + "\0 ");
        return block;
    }

    private static String octal(long number, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", number);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    /** Two empty blocks end it. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
