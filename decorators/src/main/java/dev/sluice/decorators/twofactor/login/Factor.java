package dev.sluice.decorators.twofactor.login;

import java.util.Locale;

/** What a user proved to have. */
public enum Factor {
    /** The app that knows the TOTP secret. */
    TOTP,
    /** The phone or mailbox that codes are sent to. */
    CODE,
    /** The list of recovery codes. */
    RECOVERY;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
