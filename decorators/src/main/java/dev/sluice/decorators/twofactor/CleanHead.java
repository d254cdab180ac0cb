package dev.sluice.decorators.twofactor;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.util.List;

/** A head as functions may see it: without codes, challenges and proofs, which are none of their business. */
public final class CleanHead {

    private static final String SET_COOKIE = "Set-Cookie";

    private CleanHead() {}

    /** The very same object if there is nothing to take out. */
    public static RequestHead of(RequestHead head) {
        Headers clean = Cookies.without(head.headers(), TwoFactorHeaders.COOKIE)
                .without(TwoFactorHeaders.CODE)
                .without(TwoFactorHeaders.CHALLENGE)
                .without(TwoFactorHeaders.PROOF)
                .without(TwoFactorHeaders.SEND_CODE);
        return clean == head.headers() ? head : new RequestHead(head.method(), head.path(), head.query(), clean);
    }

    /** The header fields of an answer without a proof; the very same object if there is none. */
    public static Headers ofAnswer(Headers headers) {
        Headers clean = headers.without(TwoFactorHeaders.PROOF);
        List<String> cookies = clean.all(SET_COOKIE);
        List<String> others = cookies.stream()
                .filter(cookie -> !cookie.startsWith(TwoFactorHeaders.COOKIE + "="))
                .toList();
        if (others.size() == cookies.size()) {
            return clean;
        }
        clean = clean.without(SET_COOKIE);
        for (String cookie : others) {
            clean = clean.plus(SET_COOKIE, cookie);
        }
        return clean;
    }
}
