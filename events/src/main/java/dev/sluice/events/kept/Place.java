package dev.sluice.events.kept;

/**
 * Where a record stands, in 64 bits of which some are set.
 *
 * @param partition 0 to 4,095
 * @param open whether something is left to do for it
 */
record Place(int partition, long offset, boolean open) {

    private static final int USED = 1;
    private static final int OPEN = 2;

    long bits() {
        return offset << 16 | (long) partition << 4 | (open ? OPEN : 0) | USED;
    }

    static Place of(long bits) {
        return new Place((int) (bits >>> 4 & 0xFFF), bits >>> 16, (bits & OPEN) != 0);
    }
}
