package dev.sluice.decorators.split;

import dev.sluice.core.function.FunctionName;

/** The cookie that says where a caller was sent (RFC 6265). */
final class SplitCookie {

    private SplitCookie() {}

    static String set(Sticky.Cookie cookie, String target, FunctionName function, boolean secure) {
        return cookie.name() + "=" + target + "; Path=" + function.path() + "; Max-Age=" + cookie.days() * 86_400
                + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }
}
