package dev.sluice.runner.program.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A tar that gzip has packed, of one executable file: the same bytes for the same file (POSIX.1-2017, ustar). */
record ProgramArchive(Path program, String name) {

    private static final int BLOCK = 512;
    private static final int SUM_AT = 148;

    void write(Path archive) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive), 64 * 1024)) {
            long size = Files.size(program);
            out.write(header(size));
            Files.copy(program, out);
            int last = (int) (size % BLOCK);
            out.write(new byte[last == 0 ? 0 : BLOCK - last]);
            out.write(new byte[2 * BLOCK]);
        }
    }

    private byte[] header(long size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000755\0" + "0000000\0" + "0000000\0");
        put(header, 124, String.format("%011o\0", size));
        put(header, 136, "00000000000\0");
        put(header, SUM_AT, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, SUM_AT, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
