package dev.sluice.gateway.framing;

import dev.sluice.core.invocation.HeaderSyntax;

/**
 * The syntax of header fields, the same for HTTP/1 and HTTP/2 (RFC 9110, 5.1 and 5.5; RFC 9113, 8.2.1): a name is a token,
 * and a value has no control characters but the tab, and no blank at either end.
 */
final class FieldSyntax {

    private FieldSyntax() {}

    /** @throws IllegalArgumentException if one of them is not written as HTTP has it */
    static void check(CharSequence name, CharSequence value) {
        if (!HeaderSyntax.isName(name) || !isValue(value)) {
            throw new IllegalArgumentException("a header field is not written as HTTP has it");
        }
    }

    static boolean isValue(CharSequence value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            if (isControl(value.charAt(i))) {
                return false;
            }
        }
        return length == 0 || !isBlank(value.charAt(0)) && !isBlank(value.charAt(length - 1));
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** Whether it is a control character that no value has; the tab is none. */
    static boolean isControl(int c) {
        return c < ' ' && c != '\t' || c == 0x7f;
    }
}
