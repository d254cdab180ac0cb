package dev.sluice.gateway.twofactor;

import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.gateway.security.TokenFile;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** Where the key comes from that seals second factors: the home, or the setting that gateways share. */
public final class TwoFactorKey {

    private TwoFactorKey() {}

    /**
     * The keys of this gateway.
     *
     * @param setting 256 bits in base 64
     * @param file where the home's own is kept, and made at the first start
     * @throws IllegalArgumentException with a sentence, if the setting is no key
     */
    public static Keyring keyring(Optional<String> setting, Path file) {
        return new Keyring(setting.map(TwoFactorKey::decoded)
                .orElseGet(() -> Base64.getUrlDecoder().decode(TokenFile.readOrMake(file))));
    }

    private static byte[] decoded(String setting) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(setting.strip());
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != Keyring.KEY_BYTES) {
            throw new IllegalArgumentException("The setting sluice.two-factor.key is not a key: it must be "
                    + Keyring.KEY_BYTES + " random bytes in base 64, as from 'openssl rand -base64 32'.");
        }
        return key;
    }
}
