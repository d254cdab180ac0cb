package dev.sluice.decorators.validate;

import java.util.Map;

/**
 * Writes a pattern of ECMA-262 with the flag {@code u}, as JSON Schema has them (core, 6.4), in the words of RE2: names of
 * Unicode properties, escapes of code points and control letters, and what counts as space. What both have or RE2 has not
 * stays as it is.
 */
final class EcmaPattern {

    private static final String SPACE =
            "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

    private static final String NO_SPACE = "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
            + "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";

    /** Long names of general categories (Unicode, PropertyValueAliases). */
    private static final Map<String, String> CATEGORIES = Map.ofEntries(
            Map.entry("Letter", "L"),
            Map.entry("Uppercase_Letter", "Lu"),
            Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Titlecase_Letter", "Lt"),
            Map.entry("Modifier_Letter", "Lm"),
            Map.entry("Other_Letter", "Lo"),
            Map.entry("Mark", "M"),
            Map.entry("Combining_Mark", "M"),
            Map.entry("Nonspacing_Mark", "Mn"),
            Map.entry("Spacing_Mark", "Mc"),
            Map.entry("Enclosing_Mark", "Me"),
            Map.entry("Number", "N"),
            Map.entry("Decimal_Number", "Nd"),
            Map.entry("digit", "Nd"),
            Map.entry("Letter_Number", "Nl"),
            Map.entry("Other_Number", "No"),
            Map.entry("Punctuation", "P"),
            Map.entry("punct", "P"),
            Map.entry("Connector_Punctuation", "Pc"),
            Map.entry("Dash_Punctuation", "Pd"),
            Map.entry("Open_Punctuation", "Ps"),
            Map.entry("Close_Punctuation", "Pe"),
            Map.entry("Initial_Punctuation", "Pi"),
            Map.entry("Final_Punctuation", "Pf"),
            Map.entry("Other_Punctuation", "Po"),
            Map.entry("Symbol", "S"),
            Map.entry("Math_Symbol", "Sm"),
            Map.entry("Currency_Symbol", "Sc"),
            Map.entry("Modifier_Symbol", "Sk"),
            Map.entry("Other_Symbol", "So"),
            Map.entry("Separator", "Z"),
            Map.entry("Space_Separator", "Zs"),
            Map.entry("Line_Separator", "Zl"),
            Map.entry("Paragraph_Separator", "Zp"),
            Map.entry("Other", "C"),
            Map.entry("Control", "Cc"),
            Map.entry("cntrl", "Cc"),
            Map.entry("Format", "Cf"),
            Map.entry("Surrogate", "Cs"),
            Map.entry("Private_Use", "Co"));

    private final String pattern;
    private final StringBuilder written = new StringBuilder();
    private int at;
    private boolean inClass;

    private EcmaPattern(String pattern) {
        this.pattern = pattern;
    }

    static String asRe2(String pattern) {
        return new EcmaPattern(pattern).write();
    }

    private String write() {
        while (at < pattern.length()) {
            char letter = pattern.charAt(at);
            if (letter == '\\' && at + 1 < pattern.length()) {
                escape(pattern.charAt(at + 1));
            } else {
                inClass = inClass ? letter != ']' : letter == '[';
                written.append(letter);
                at++;
            }
        }
        return written.toString();
    }

    private void escape(char letter) {
        switch (letter) {
            case 'p', 'P' -> property(letter);
            case 'u' -> codePoint();
            case 'c' -> control();
            case 's' -> replaced(inClass ? SPACE : "[" + SPACE + "]");
            case 'S' -> replaced(inClass ? NO_SPACE : "[^" + SPACE + "]");
            default -> replaced("\\" + letter);
        }
    }

    /** In the place of the two letters of an escape. */
    private void replaced(String with) {
        written.append(with);
        at += 2;
    }

    /** {@code \p{Letter}}, {@code \p{gc=Lu}}, {@code \p{Script=Greek}}. */
    private void property(char letter) {
        int end = pattern.startsWith("{", at + 2) ? pattern.indexOf('}', at) : -1;
        if (end < 0) {
            replaced("\\" + letter);
            return;
        }
        String name = pattern.substring(at + 3, end);
        String value = name.replaceFirst("^(General_Category|gc|Script|sc)=", "");
        at = end + 1;
        written.append('\\')
                .append(letter)
                .append('{')
                .append(CATEGORIES.getOrDefault(value, value))
                .append('}');
    }

    /** Four digits, two times four for a pair of surrogates, or any number of them in braces. */
    private void codePoint() {
        if (pattern.startsWith("{", at + 2)) {
            replaced("\\x");
            return;
        }
        int unit = unit(at);
        if (unit < 0) {
            replaced("\\u");
            return;
        }
        int low = Character.isHighSurrogate((char) unit) ? unit(at + 6) : -1;
        boolean pair = low >= 0 && Character.isLowSurrogate((char) low);
        int point = pair ? Character.toCodePoint((char) unit, (char) low) : unit;
        written.append("\\x{").append(Integer.toHexString(point)).append('}');
        at += pair ? 12 : 6;
    }

    /** The four digits of an escape that begins at {@code start}; negative if there is none. */
    private int unit(int start) {
        boolean escape = pattern.startsWith("\\u", start) && start + 6 <= pattern.length();
        String digits = escape ? pattern.substring(start + 2, start + 6) : "";
        return digits.matches("[0-9A-Fa-f]{4}") ? Integer.parseInt(digits, 16) : -1;
    }

    private void control() {
        char letter = at + 2 < pattern.length() ? pattern.charAt(at + 2) : ' ';
        if (letter >= 'A' && letter <= 'Z' || letter >= 'a' && letter <= 'z') {
            written.append("\\x{").append(Integer.toHexString(letter % 32)).append('}');
            at += 3;
        } else {
            replaced("\\c");
        }
    }
}
