package dev.sluice.core.ownership;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * That somebody wants to hold something.
 *
 * @param id unique among all gateways: the gateway's own word, a dot, and a number
 * @param who told to others, for people; at most {@value #MAX_WHO} bytes in UTF-8
 * @param lease how long the hold stands without being renewed; from {@link #SHORTEST} to {@link #LONGEST}
 * @param value published while it is held; at most {@value #MAX_VALUE} bytes in UTF-8
 */
record Claim(String id, String who, Duration lease, String value) {

    /** A renewal is a write that waits for the disk, and a lease must outlast some of them. */
    static final Duration SHORTEST = Duration.ofSeconds(1);

    static final Duration LONGEST = Duration.ofHours(1);

    static final int MAX_WHO = 100;
    static final int MAX_VALUE = 1000;

    Claim {
        if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A lease is from 1s to 1h, and this one is " + lease);
        }
        if (bytes(who) > MAX_WHO || bytes(value) > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A claim has at most " + MAX_WHO + " bytes of who claims and " + MAX_VALUE + " of value");
        }
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The gateway that told the claim. */
    String gateway() {
        return id.substring(0, id.indexOf('.'));
    }

    String written() {
        return lease.toMillis() + "," + id + "," + WrittenText.of(who) + "," + WrittenText.of(value);
    }

    static Claim read(String[] fields, int from) {
        return new Claim(
                fields[from + 1],
                WrittenText.read(fields[from + 2]),
                Duration.ofMillis(Long.parseLong(fields[from])),
                WrittenText.read(fields[from + 3]));
    }
}
