package dev.sluice.decorators.twofactor.code;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes codes and tokens, and reads them as people type them. Thread-safe. */
public final class Codes {

    public static final int FEWEST_DIGITS = 6;
    public static final int MOST_DIGITS = 8;
    public static final int RECOVERY_CODES = 10;

    /** No code is longer, blanks and dashes included; what is, need not be looked at. */
    public static final int LONGEST = 32;

    /** Crockford's base 32: no letter that is taken for a digit. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int RECOVERY_LENGTH = 10;
    private static final Pattern BETWEEN = Pattern.compile("[ -]");

    private final SecureRandom random;

    public Codes(SecureRandom random) {
        this.random = random;
    }

    /** As many random digits, {@link #FEWEST_DIGITS} to {@link #MOST_DIGITS}; each code is as likely as any other. */
    public String digits(int count) {
        StringBuilder code = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            code.append((char) ('0' + random.nextInt(10)));
        }
        return code.toString();
    }

    /** Whether it is a code of so many digits, and nothing else. */
    public static boolean isDigits(String text, int count) {
        return text.length() == count && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** {@link #RECOVERY_CODES} of 50 random bits each, as in {@code 7K2QJ-M04XV}. */
    public List<String> recovery() {
        List<String> codes = new ArrayList<>(RECOVERY_CODES);
        for (int i = 0; i < RECOVERY_CODES; i++) {
            StringBuilder code = new StringBuilder(RECOVERY_LENGTH + 1);
            for (int j = 0; j < RECOVERY_LENGTH; j++) {
                code.append(j == RECOVERY_LENGTH / 2 ? "-" : "").append(ALPHABET.charAt(random.nextInt(32)));
            }
            codes.add(code.toString());
        }
        return codes;
    }

    /** A name or key that nobody guesses: so many random bytes in URL-safe base 64. */
    public String token(int bytes) {
        byte[] bits = new byte[bytes];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** A code without the blanks and dashes that people put in, in upper case, with what looks like a digit made one. */
    public static String plain(String typed) {
        if (typed.length() > LONGEST) {
            return "";
        }
        return BETWEEN.matcher(typed)
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }
}
