package dev.sluice.runners.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What kind of file an upload is, as a runtime says which it accepts. */
public enum UploadKind {
    /** A zip, which jars and wars are too: it begins with {@code PK}, as in APPNOTE 4.3. */
    ZIP,
    /** Any other file. */
    FILE;

    /** As in {@code runtime.properties}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Blocks on the disk. */
    public static UploadKind of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(2), new byte[] {'P', 'K'}) ? ZIP : FILE;
        }
    }
}
