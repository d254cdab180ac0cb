package dev.sluice.core.function;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory in whole mebibytes, from 1 MiB to 1 TiB; written {@code 256Mi}, {@code 256MB} or {@code 1Gi}. */
public record MemorySize(int mebibytes) implements Comparable<MemorySize> {

    private static final Pattern PATTERN = Pattern.compile("(\\d{1,7})\\s*(mi|mib|mb|m|gi|gib|gb|g)");

    public MemorySize {
        if (mebibytes < 1 || mebibytes > 1024 * 1024) {
            throw new IllegalArgumentException("memory of " + mebibytes + " MiB is out of bounds: 1 MiB to 1 TiB");
        }
    }

    /** Reads {@code 256Mi}, {@code 512MB}, {@code 1Gi}; M and G mean powers of 1024 in every spelling. */
    public static MemorySize parse(String text) {
        Matcher matcher = PATTERN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an amount of memory: write 256Mi or 1Gi");
        }
        int number = Integer.parseInt(matcher.group(1));
        long mebibytes = matcher.group(2).startsWith("g") ? number * 1024L : number;
        return new MemorySize((int) Math.min(mebibytes, Integer.MAX_VALUE));
    }

    /** The same amount in bytes. */
    public long bytes() {
        return mebibytes * 1024L * 1024L;
    }

    @Override
    public int compareTo(MemorySize other) {
        return Integer.compare(mebibytes, other.mebibytes);
    }

    @Override
    public String toString() {
        return mebibytes % 1024 == 0 ? mebibytes / 1024 + "Gi" : mebibytes + "Mi";
    }
}
