package dev.sluice.decorators.twofactor;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;

/** A head as a function may see it: without codes, challenges and proofs, which are none of its business. */
final class CleanHead {

    private CleanHead() {}

    /** The very same object if there is nothing to take out. */
    static RequestHead of(RequestHead head) {
        Headers clean = Cookies.without(head.headers(), TwoFactorHeaders.COOKIE)
                .without(TwoFactorHeaders.CODE)
                .without(TwoFactorHeaders.CHALLENGE)
                .without(TwoFactorHeaders.PROOF)
                .without(TwoFactorHeaders.SEND_CODE);
        return clean == head.headers() ? head : new RequestHead(head.method(), head.path(), head.query(), clean);
    }
}
