package dev.sluice.decorators.twofactor.login;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.twofactor.account.Account;
import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.account.Keyring.Purpose;
import dev.sluice.decorators.twofactor.code.Same;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signed proofs that a user has shown a second factor to a function: {@code 1.SECONDS.SIGNATURE}, the time of issue and an
 * HMAC-SHA-256 over user, the user's generation, function and that time. Nothing of them is kept: a reset changes the
 * generation, and so ends them.
 */
final class Proofs {

    private static final Pattern FORM = Pattern.compile("1\\.([1-9][0-9]{0,11}|0)\\.([A-Za-z0-9_-]{43})");

    private final Keyring keys;

    Proofs(Keyring keys) {
        this.keys = keys;
    }

    String issue(Account account, FunctionName function, Instant now) {
        String seconds = Long.toString(now.getEpochSecond());
        return "1." + seconds + "." + signature(account, function, seconds);
    }

    /** Whether {@code text} proves it and was issued less than {@code age} ago. */
    boolean good(String text, Account account, FunctionName function, Duration age, Instant now) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !account.enrolled()) {
            return false;
        }
        Instant issued = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
        return Same.text(signature(account, function, parts.group(1)), parts.group(2))
                && !issued.isAfter(now)
                && now.isBefore(issued.plus(age));
    }

    private String signature(Account account, FunctionName function, String seconds) {
        return keys.hash(Purpose.PROOF, account.user(), account.generation(), function.value(), seconds);
    }
}
