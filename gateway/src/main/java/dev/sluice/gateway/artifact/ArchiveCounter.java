package dev.sluice.gateway.artifact;

import dev.sluice.gateway.artifact.UploadRefusedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipEntry;

/** Adds up what an archive unpacks to, and refuses names and sizes that no honest archive has. */
final class ArchiveCounter {

    static final int MAX_CLASS = 16 * 1024 * 1024;

    private static final long ANY_RATIO_BELOW = 16L * 1024 * 1024;

    private final ArchiveLimits limits;
    private final long packed;
    private long entries;
    private long unpacked;

    ArchiveCounter(ArchiveLimits limits, long packed) {
        this.limits = limits;
        this.packed = packed;
    }

    /** Counts an entry by what the archive says of it. */
    void add(ZipEntry entry) throws UploadRefusedException {
        checkName(entry.getName());
        grow(1, Math.max(0, entry.getSize()));
    }

    /** Copies a bundled jar, bounded by its real bytes: what the archive says of an entry may be a lie. */
    void copyLibrary(String name, InputStream in, OutputStream out) throws IOException, UploadRefusedException {
        byte[] buffer = new byte[64 * 1024];
        long size = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            size += read;
            if (size > limits.unpackedBytes()) {
                throw tooLarge();
            }
            out.write(buffer, 0, read);
        }
        if (size == 0) {
            throw new UploadRefusedException(Reason.NOT_A_JAR, "the bundled jar " + name + " is empty");
        }
    }

    private void grow(int moreEntries, long moreBytes) throws UploadRefusedException {
        entries += moreEntries;
        unpacked += moreBytes;
        if (entries > limits.entries()) {
            throw new UploadRefusedException(
                    Reason.ARCHIVE_TOO_LARGE, "the archive has more than " + limits.entries() + " entries");
        }
        if (unpacked > ANY_RATIO_BELOW && unpacked / Math.max(1, packed) > limits.ratio()) {
            throw new UploadRefusedException(
                    Reason.UNSAFE_ARCHIVE,
                    "the archive unpacks to more than " + limits.ratio() + " times its size, as only a zip bomb does");
        }
        if (unpacked > limits.unpackedBytes()) {
            throw tooLarge();
        }
    }

    private UploadRefusedException tooLarge() {
        return new UploadRefusedException(
                Reason.ARCHIVE_TOO_LARGE,
                "the archive unpacks to more than " + limits.unpackedBytes() / (1024 * 1024) + " MiB");
    }

    private static void checkName(String name) throws UploadRefusedException {
        boolean outside = name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0
                || name.matches("[A-Za-z]:.*")
                || ("/" + name + "/").contains("/../");
        if (outside) {
            String shown = name.length() <= 80 ? name : name.substring(0, 79) + "…";
            throw new UploadRefusedException(
                    Reason.UNSAFE_ARCHIVE, "the entry '" + shown + "' would land outside of the archive's folder");
        }
    }
}
