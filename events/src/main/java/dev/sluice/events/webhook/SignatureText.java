package dev.sluice.events.webhook;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Signatures as they are written in header fields. */
final class SignatureText {

    private SignatureText() {}

    /** Reads hexadecimal digits in any case; empty for anything else. */
    static Optional<byte[]> hex(String text) {
        try {
            return Optional.of(HexFormat.of().parseHex(text)).filter(bytes -> bytes.length > 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Reads base 64 of the usual alphabet, with or without its end; empty for anything else. */
    static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text)).filter(bytes -> bytes.length > 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
