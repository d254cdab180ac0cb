package dev.sluice.decorators.auth;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Base64;

/**
 * Signed tokens as they are written (RFC 7515, 3.1): three parts in base64url without padding, each in the one way that
 * its bytes have (RFC 4648, 3.5). The library reads more, so that one token could be written in many ways.
 */
final class CompactJws {

    private static final int PARTS = 3;

    private CompactJws() {}

    static SignedJWT parse(String token) throws ParseException {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new ParseException("a signed token has three parts", 0);
        }
        for (String part : parts) {
            if (!isExact(part)) {
                throw new ParseException("a part is no base64url", 0);
            }
        }
        return SignedJWT.parse(token);
    }

    private static boolean isExact(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
