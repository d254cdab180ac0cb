package dev.sluice.gateway.framing;

import java.util.regex.Pattern;

/**
 * What a request's target may be. Browsers and {@code fetch} send characters that RFC 3986 does not have ({@code |}, braces,
 * {@code ^}), and a lone per cent sign in the query; such a target is passed on as it is. Refused is what could be read in
 * two ways: control characters and blanks, and an escape in the path that is none. So is what names no path of this server:
 * it is neither one nor an address that has one (RFC 9112, 3.2).
 */
final class TargetSyntax {

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);

    private TargetSyntax() {}

    static boolean isRight(CharSequence target) {
        boolean inPath = true;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            inPath &= c != '?';
            if (c <= ' ' || c == 0x7f || c == '%' && inPath && !isEscape(target, i)) {
                return false;
            }
        }
        return !target.isEmpty()
                && (target.charAt(0) == '/' || ADDRESS.matcher(target).matches());
    }

    private static boolean isEscape(CharSequence target, int at) {
        return at + 2 < target.length() && isHex(target.charAt(at + 1)) && isHex(target.charAt(at + 2));
    }

    private static boolean isHex(char c) {
        return c < 128 && Character.digit(c, 16) >= 0;
    }
}
