package dev.sluice.gateway.artifact;

/**
 * What an uploaded archive may be at most.
 *
 * @param unpackedBytes of all entries together, bundled jars counted as they are
 * @param entries in it
 * @param ratio of unpacked to packed bytes; archives that unpack to less than 16 MiB may have any
 */
public record ArchiveLimits(long unpackedBytes, int entries, int ratio) {

    /** 1 GiB, 100,000 entries, 100 to 1. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(1L << 30, 100_000, 100);
}
