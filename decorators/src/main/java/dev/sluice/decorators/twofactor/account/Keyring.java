package dev.sluice.decorators.twofactor.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys of the second factor, each for one purpose, all derived from the home's key of 256 bits with HKDF-SHA-256 (RFC
 * 5869). Thread-safe.
 */
public final class Keyring {

    public static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final byte[] home;
    private final SecretKey seal;

    /** {@code home} has {@link #KEY_BYTES} bytes from a secure source. */
    public Keyring(byte[] home) {
        if (home.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key of two-factor has " + home.length + " bytes: it needs "
                    + KEY_BYTES + ", as from 'openssl rand -base64 32'");
        }
        this.home = home.clone();
        this.seal = derive("seal", "AES");
    }

    /** What a hash is for; hashes of one purpose mean nothing for another. */
    public enum Purpose {
        USER,
        CODE,
        RECOVERY,
        REGISTRATION,
        PROOF
    }

    /** HMAC-SHA-256 over the parts, each with its length before it, in URL-safe base 64. */
    public String hash(Purpose purpose, String... parts) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(purpose, parts));
    }

    byte[] mac(Purpose purpose, String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(derive(purpose.name().toLowerCase(Locale.ROOT), "HmacSHA256"));
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    /** Encrypts with AES-256-GCM and a random nonce; the text opens only under the same {@code name}. */
    String seal(String name, byte[] clear) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0, name);
            byte[] sealed = cipher.doFinal(clear);
            byte[] all = ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** @throws SealBrokenException if it was sealed with another key, under another name, or changed since */
    byte[] open(String name, String sealed) throws SealBrokenException {
        try {
            byte[] all = Base64.getUrlDecoder().decode(sealed);
            if (all.length < NONCE_BYTES) {
                throw new SealBrokenException();
            }
            return cipher(Cipher.DECRYPT_MODE, all, 0, name).doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new SealBrokenException();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, int at, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, seal, new GCMParameterSpec(TAG_BITS, nonce, at, NONCE_BYTES));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private SecretKey derive(String purpose, String algorithm) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(home)
                                    .thenExpand(
                                            ("sluice two-factor " + purpose).getBytes(StandardCharsets.UTF_8),
                                            KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 25 has HKDF", e);
        }
    }
}
