package dev.sluice.builder.upload;

/**
 * What an uploaded archive may be at most.
 *
 * @param unpackedBytes of all that is read or unpacked of it, counted as they come out
 * @param entries in it
 */
public record ArchiveLimits(long unpackedBytes, int entries) {

    /** 1 GiB, 100,000 entries. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(1L << 30, 100_000);
}
