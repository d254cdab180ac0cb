package dev.sluice.core.function;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 (FIPS 180-4) of an artifact's bytes, as 64 lower-case hexadecimal digits: its name in the store. */
public record Digest(String hex) {

    /** How one is written, for people. */
    public static final String RULE =
            "sha256: and 64 lower-case hexadecimal digits; for paths and addresses there is sluice apply";

    private static final String PREFIX = "sha256:";
    private static final Pattern PATTERN = Pattern.compile("[0-9a-f]{64}");

    public Digest {
        if (!PATTERN.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 digest: '" + hex + "'");
        }
    }

    /** Reads what {@link #toString} writes. */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)
                || !PATTERN.matcher(text.substring(PREFIX.length())).matches()) {
            throw new IllegalArgumentException("'" + TreeValues.shown(text) + "' is not a digest: " + RULE);
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** A fresh SHA-256 to feed; finish it with {@link #of(MessageDigest)}. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes);
        return of(sha256);
    }

    /** The digest of what was fed so far; resets {@code sha256}. */
    public static Digest of(MessageDigest sha256) {
        return new Digest(HexFormat.of().formatHex(sha256.digest()));
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
