package dev.sluice.runners.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What kind of file an upload is, as a runtime says which it accepts. */
public enum UploadKind {
    /** A zip, which jars and wars are too: it begins with {@code PK}, as in APPNOTE 4.3. */
    ZIP,
    /** A tar that gzip has packed: it begins as RFC 1952 has it. */
    TAR_GZ,
    /** Any other file. */
    FILE;

    /** Blocks on the disk. */
    public static UploadKind of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] beginning = in.readNBytes(2);
            if (Arrays.equals(beginning, new byte[] {'P', 'K'})) {
                return ZIP;
            }
            return Arrays.equals(beginning, new byte[] {0x1f, (byte) 0x8b}) ? TAR_GZ : FILE;
        }
    }
}
