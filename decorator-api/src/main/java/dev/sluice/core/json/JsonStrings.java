package dev.sluice.core.json;

/** Strings of JSON. */
public final class JsonStrings {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonStrings() {}

    /** Appends {@code value} as a string: in quotes, with all escaped that must be, and what terminals would act on. */
    public static void quote(StringBuilder text, String value) {
        text.append('"');
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c, value, i)) {
                continue;
            }
            text.append(value, copied, i);
            copied = i + 1;
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    text.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
                    text.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
                }
            }
        }
        text.append(value, copied, value.length()).append('"');
    }

    private static boolean isPlain(char c, String value, int at) {
        return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && !loneSurrogate(c, value, at);
    }

    private static boolean loneSurrogate(char c, String value, int at) {
        if (Character.isHighSurrogate(c)) {
            return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }
}
