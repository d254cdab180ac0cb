package dev.sluice.builder.upload;

import dev.sluice.builder.upload.UploadRefusedException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Adds up what comes out of an archive, whatever its directory says, and refuses names that no honest archive has. One
 * budget is for all that is done with one upload. For one thread.
 */
public final class ArchiveCounter {

    private final ArchiveLimits limits;
    private long entries;
    private long claimed;
    private long unpacked;

    public ArchiveCounter(ArchiveLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts an entry by what the archive says of it: what claims to be too much is refused before anything is unpacked.
     *
     * @param size as the archive has it; negative if it does not say
     */
    public void add(String name, long size) throws UploadRefusedException {
        checkName(name);
        entries++;
        claimed += Math.max(0, size);
        if (entries > limits.entries()) {
            throw new UploadRefusedException(
                    Reason.ARCHIVE_TOO_LARGE, "the archive has more than " + limits.entries() + " entries");
        }
        if (claimed > limits.unpackedBytes()) {
            throw tooLarge();
        }
    }

    /** The same bytes, counted as they are read; reading past the budget throws {@link OverBudgetException}. */
    public InputStream counted(InputStream in) {
        return new Counted(in);
    }

    public UploadRefusedException tooLarge() {
        return new UploadRefusedException(
                Reason.ARCHIVE_TOO_LARGE,
                "the archive unpacks to more than " + limits.unpackedBytes() / (1024 * 1024) + " MiB");
    }

    /** A name as a sentence shows it. */
    static String shown(String name) {
        return name.length() <= 80 ? name : name.substring(0, 79) + "…";
    }

    /** More came out of an archive than may. */
    public static final class OverBudgetException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private final class Counted extends FilterInputStream {

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) throws OverBudgetException {
            unpacked += bytes;
            if (unpacked > limits.unpackedBytes()) {
                throw new OverBudgetException();
            }
        }
    }

    private static void checkName(String name) throws UploadRefusedException {
        boolean outside = name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0
                || name.matches("[A-Za-z]:.*")
                || ("/" + name + "/").contains("/../");
        if (outside) {
            throw new UploadRefusedException(
                    Reason.UNSAFE_ARCHIVE,
                    "the entry '" + shown(name) + "' would land outside of the archive's folder");
        }
    }
}
