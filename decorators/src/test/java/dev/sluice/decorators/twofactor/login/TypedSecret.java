package dev.sluice.decorators.twofactor.login;

import dev.sluice.decorators.twofactor.code.TotpSecret;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Reads a secret as an app reads what was typed in: base 32. */
final class TypedSecret {

    private TypedSecret() {}

    static TotpSecret read(String typed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int buffer = 0;
        int bits = 0;
        for (char c : typed.toCharArray()) {
            buffer = buffer << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        return TotpSecret.of(Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }
}
