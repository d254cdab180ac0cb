package dev.sluice.decorators.twofactor.code;

/** Base 32 without padding (RFC 4648, 6), as authenticator apps take secrets. */
final class Base32 {

    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
        int bits = 0;
        int buffer = 0;
        for (byte b : bytes) {
            buffer = buffer << 8 | b & 0xFF;
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(DIGITS.charAt(buffer >> bits - 5 & 31));
            }
            buffer &= 31;
        }
        if (bits > 0) {
            text.append(DIGITS.charAt(buffer << 5 - bits & 31));
        }
        return text.toString();
    }
}
