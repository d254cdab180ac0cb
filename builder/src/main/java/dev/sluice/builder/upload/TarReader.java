package dev.sluice.builder.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Reads the entries of a tar: the format of POSIX.1-2017 (ustar, with its extended headers), and the long names of GNU. For one thread.
 */
final class TarReader {

    private static final int BLOCK = 512;
    private static final int MOST_HEADER = 1 << 20;
    private static final int EXECUTABLE = 0b001_001_001;

    private final InputStream in;
    private final Map<String, String> global = new HashMap<>();
    private Map<String, String> own = new HashMap<>();

    TarReader(InputStream in) {
        this.in = in;
    }

    /** Gives all entries to {@code taker}. What is no tar, or ends too soon, is a {@link ZipException}, as with a damaged zip. */
    void read(ArchiveEntry.Taker taker) throws IOException, UploadRefusedException {
        for (Optional<Header> next = next(); next.isPresent(); next = next()) {
            entry(next.get(), taker);
        }
    }

    private record Header(String name, int mode, long size, char type, String link) {}

    private Optional<Header> next() throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new ZipException("it ends in the middle");
        }
        if (isEmpty(block)) {
            return Optional.empty();
        }
        if (number(block, 148, 8) != sum(block)) {
            throw new ZipException("it is no tar, or it is damaged");
        }
        String prefix = text(block, 257, 5).equals("ustar") && block[262] == 0 ? text(block, 345, 155) : "";
        String name = (prefix.isEmpty() ? "" : prefix + "/") + text(block, 0, 100);
        return Optional.of(new Header(
                name,
                (int) number(block, 100, 8),
                number(block, 124, 12),
                (char) (block[156] & 0xff),
                text(block, 157, 100)));
    }

    private void entry(Header header, ArchiveEntry.Taker taker) throws IOException, UploadRefusedException {
        switch (header.type()) {
            case 'x' -> own.putAll(records(header.size()));
            case 'g' -> global.putAll(records(header.size()));
            case 'L' -> own.put("path", longName(header.size()));
            case 'K' -> own.put("linkpath", longName(header.size()));
            default -> {
                Map<String, String> said = new HashMap<>(global);
                said.putAll(own);
                own = new HashMap<>();
                String name = plain(said.getOrDefault("path", header.name()));
                long size = said.containsKey("size") ? parsed(said.get("size"), 10) : header.size();
                body(header, name, said.getOrDefault("linkpath", header.link()), size, taker);
            }
        }
    }

    private void body(Header header, String name, String link, long size, ArchiveEntry.Taker taker)
            throws IOException, UploadRefusedException {
        switch (header.type()) {
            case '0', '\0', '7' -> {
                boolean folder = header.type() == '\0' && header.name().endsWith("/");
                Body body = new Body(size);
                taker.take(
                        folder
                                ? new ArchiveEntry.Folder(name)
                                : new ArchiveEntry.File(name, size, (header.mode() & EXECUTABLE) != 0, () -> body));
                body.skipRest();
            }
            case '5' -> {
                taker.take(new ArchiveEntry.Folder(name));
                skip(padded(size));
            }
            case '2' -> taker.take(new ArchiveEntry.Link(name, link));
            case '1' -> taker.take(new ArchiveEntry.SecondName(name, plain(link)));
            default -> {
                taker.take(new ArchiveEntry.Other(name));
                skip(padded(size));
            }
        }
    }

    /** Without what means nothing in front and at the end. */
    static String plain(String name) {
        String bare = name;
        while (bare.startsWith("./")) {
            bare = bare.substring(2).replaceFirst("^/+", "");
        }
        return bare.equals(".") ? "" : bare.replaceFirst("/+$", "");
    }

    /** Records of an extended header: {@code LENGTH KEY=VALUE} and a line break each. */
    private Map<String, String> records(long size) throws IOException {
        byte[] bytes = header(size);
        Map<String, String> records = new HashMap<>();
        for (int at = 0; at < bytes.length; ) {
            int space = at;
            while (space < bytes.length && bytes[space] != ' ') {
                space++;
            }
            long length = parsed(new String(bytes, at, space - at, StandardCharsets.US_ASCII), 10);
            if (length <= space - at + 1 || at + length > bytes.length) {
                throw new ZipException("an extended header of it is damaged");
            }
            String record = new String(bytes, space + 1, at + (int) length - space - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals < 0) {
                throw new ZipException("an extended header of it is damaged");
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            at += (int) length;
        }
        return records;
    }

    private String longName(long size) throws IOException {
        byte[] bytes = header(size);
        return text(bytes, 0, bytes.length);
    }

    private byte[] header(long size) throws IOException {
        if (size > MOST_HEADER) {
            throw new ZipException("an extended header of it has more than 1 MiB");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new ZipException("it ends in the middle");
        }
        skip(padded(size) - size);
        return bytes;
    }

    private void skip(long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
        } catch (EOFException e) {
            throw new ZipException("it ends in the middle");
        }
    }

    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static boolean isEmpty(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** Of all bytes, those of the sum itself taken for blanks. */
    private static long sum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    private static String text(byte[] bytes, int from, int length) {
        byte[] field = Arrays.copyOfRange(bytes, from, from + length);
        int end = 0;
        while (end < field.length && field[end] != 0) {
            end++;
        }
        return new String(field, 0, end, StandardCharsets.UTF_8);
    }

    private static long number(byte[] block, int from, int length) throws ZipException {
        if ((block[from] & 0x80) != 0) {
            throw new ZipException("an entry of it claims to have more than 8 GiB");
        }
        String digits = text(block, from, length).strip();
        return digits.isEmpty() ? 0 : parsed(digits, 8);
    }

    private static long parsed(String digits, int radix) throws ZipException {
        try {
            return Long.parseUnsignedLong(digits, radix) & Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw new ZipException("it is no tar, or it is damaged");
        }
    }

    /** The bytes of one entry. */
    private final class Body extends InputStream {

        private final long padding;
        private long left;

        Body(long size) {
            this.left = size;
            this.padding = padded(size) - size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new ZipException("it ends in the middle");
            }
            left -= read;
            return read;
        }

        void skipRest() throws IOException {
            TarReader.this.skip(left + padding);
            left = 0;
        }

        /** The archive goes on behind it. */
        @Override
        public void close() {}
    }
}
