package dev.sluice.builder.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes what honest programs do not write too. */
public final class Tars {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public Tars file(String name, String content) {
        return add(name, 0b110_100_100, '0', "", content);
    }

    public Tars executable(String name, String content) {
        return add(name, 0b111_101_101, '0', "", content);
    }

    public Tars folder(String name) {
        return add(name, 0b111_101_101, '5', "", "");
    }

    public Tars link(String name, String target) {
        return add(name, 0, '2', target, "");
    }

    Tars add(String name, int mode, char type, String link, String content) {
        byte[] block = new byte[512];
        byte[] body = content.getBytes(StandardCharsets.UTF_8);
        put(block, 0, name);
        put(block, 100, String.format("%07o", mode));
        put(block, 124, String.format("%011o", body.length));
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar");
        put(block, 263, "00");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, 148, String.format("%06o", sum) + "\0 ");
        bytes.writeBytes(block);
        bytes.writeBytes(body);
        bytes.writeBytes(new byte[(512 - body.length % 512) % 512]);
        return this;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] field = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(field, 0, block, at, field.length);
    }

    public Path write(Path file) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            bytes.writeTo(out);
            out.write(new byte[1024]);
        }
        return file;
    }
}
