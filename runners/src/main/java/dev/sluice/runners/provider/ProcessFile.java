package dev.sluice.runners.provider;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the small files of {@code /proc}, each in one go: they are made anew for each reading, at some cost. */
final class ProcessFile {

    private static final int MAX_BYTES = 1024;

    private ProcessFile() {}

    /** The text of {@code /proc/<pid>/<name>}, at most 1,024 bytes; empty if the process is gone. */
    static String read(long pid, String name) {
        try (InputStream in = new FileInputStream("/proc/" + pid + "/" + name)) {
            byte[] bytes = new byte[MAX_BYTES];
            int count = in.read(bytes);
            return count < 0 ? "" : new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
