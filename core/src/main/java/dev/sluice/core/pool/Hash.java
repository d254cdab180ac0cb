package dev.sluice.core.pool;

/** Hashes of keys, of 64 bits. They spread; they keep nothing secret. */
public final class Hash {

    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hash() {}

    /** The hash of a text: FNV-1a over its characters (Fowler, Noll, Vo; RFC 9923), mixed. Never {@link SlotWaiter#NO_KEY}. */
    public static long of(CharSequence text) {
        long hash = BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        long mixed = mix(hash);
        return mixed == SlotWaiter.NO_KEY ? 1 : mixed;
    }

    /** The same over octets. It may be any number. */
    public static long of(byte[] octets) {
        long hash = BASIS;
        for (byte octet : octets) {
            hash = (hash ^ (octet & 0xff)) * PRIME;
        }
        return mix(hash);
    }

    /** Each bit of the result hangs on each bit of the argument: variant 13 of the finalisers of David Stafford, as in {@link java.util.SplittableRandom}. */
    public static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
