package dev.sluice.decorators.twofactor.login;

import java.util.Locale;

/** Why an answer was refused: for the audit log only, as whoever answers is never told. */
public enum Refusal {
    /** Locked out after too many wrong answers. */
    LOCKED,
    /** None is open by that name, for this user, function and request: unknown, expired, used, or tried too often. */
    NO_CHALLENGE,
    /** A right TOTP code that was accepted before. */
    REPLAYED,
    WRONG_CODE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
