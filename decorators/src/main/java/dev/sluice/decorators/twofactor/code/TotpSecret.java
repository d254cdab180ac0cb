package dev.sluice.decorators.twofactor.code;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an authenticator app and the platform share: 160 random bits, as RFC 4226 (4, R6) recommends. Its text form hides
 * it.
 */
public final class TotpSecret {

    private static final int BYTES = 20;

    private final byte[] bits;

    private TotpSecret(byte[] bits) {
        this.bits = bits;
    }

    public static TotpSecret random(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new TotpSecret(bits);
    }

    /** The one that {@link #stored} told. */
    public static TotpSecret of(String stored) {
        return new TotpSecret(Base64.getDecoder().decode(stored));
    }

    /** To be kept, sealed. */
    public String stored() {
        return Base64.getEncoder().encodeToString(bits);
    }

    /** To be typed into an app that has no camera. */
    public String typed() {
        return Base32.encode(bits);
    }

    /**
     * To be shown as a QR code, in Google's Key Uri Format
     * (github.com/google/google-authenticator/wiki/Key-Uri-Format), which all apps read.
     */
    public String uri(String issuer, String user) {
        return "otpauth://totp/" + escaped(issuer) + ":" + escaped(user) + "?secret=" + typed() + "&issuer="
                + escaped(issuer) + "&algorithm=SHA1&digits=" + Totp.DIGITS + "&period=" + Totp.STEP.toSeconds();
    }

    SecretKey key() {
        return new SecretKeySpec(bits, "HmacSHA1");
    }

    @Override
    public String toString() {
        return "TotpSecret[hidden]";
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
