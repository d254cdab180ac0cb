package dev.sluice.decorators.twofactor.login;

import dev.sluice.decorators.twofactor.account.Account;
import dev.sluice.decorators.twofactor.account.Challenge;
import dev.sluice.decorators.twofactor.account.Keyring;
import dev.sluice.decorators.twofactor.account.Keyring.Purpose;
import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.code.Same;
import dev.sluice.decorators.twofactor.code.Totp;
import dev.sluice.decorators.twofactor.code.TotpSecret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/**
 * Compares a code with all that could match it. Every comparison is made every time, with stand-ins for what the user does
 * not have: the time taken tells neither which factors there are nor which of them was near.
 */
final class Matching {

    private static final Challenge NO_CHALLENGE = new Challenge("", "", "", 0, 0, 0, "", "");

    private final Keyring keys;
    private final TotpSecret standIn = TotpSecret.random(new SecureRandom());
    private final String noHash;

    Matching(Keyring keys, Codes codes) {
        this.keys = keys;
        this.noHash = keys.hash(Purpose.CODE, codes.token(32));
    }

    /** What came of it. */
    sealed interface Match {

        /** {@code recoveryHash} is empty unless it was a recovery code; {@code step} is -1 unless it was a TOTP. */
        record Good(Factor factor, long step, String recoveryHash) implements Match {}

        record Bad(boolean replayed) implements Match {}
    }

    /** Compares what was {@code typed}; a code that was sent counts only for its {@code challenge}. */
    Match compare(Account account, Optional<Challenge> challenge, String typed, Instant now) {
        String code = Codes.plain(typed);
        Totp.Comparison totp = totp(account, code, now);
        boolean sent = sent(account, challenge.orElse(NO_CHALLENGE), code);
        String recovery = recovery(account, code);
        if (totp.match() == Totp.Match.ACCEPTED) {
            return new Match.Good(Factor.TOTP, totp.step(), "");
        }
        if (sent) {
            return new Match.Good(Factor.CODE, Totp.NO_STEP, "");
        }
        if (!recovery.isEmpty()) {
            return new Match.Good(Factor.RECOVERY, Totp.NO_STEP, recovery);
        }
        return new Match.Bad(totp.match() == Totp.Match.REPLAYED);
    }

    String codeHash(String user, Challenge challenge, String code) {
        return keys.hash(Purpose.CODE, user, challenge.id(), challenge.function(), code);
    }

    String recoveryHash(String user, String code) {
        return keys.hash(Purpose.RECOVERY, user, Codes.plain(code));
    }

    private Totp.Comparison totp(Account account, String code, Instant now) {
        boolean there = !account.totpSecret().isEmpty();
        TotpSecret secret = there ? TotpSecret.of(account.totpSecret()) : standIn;
        Totp.Comparison found = Totp.compare(secret, code, now, account.totpStep());
        return there ? found : new Totp.Comparison(Totp.Match.WRONG, Totp.NO_STEP);
    }

    private boolean sent(Account account, Challenge challenge, String code) {
        boolean there = !challenge.codeHash().isEmpty();
        return Same.text(there ? challenge.codeHash() : noHash, codeHash(account.user(), challenge, code)) && there;
    }

    private String recovery(Account account, String code) {
        String given = recoveryHash(account.user(), code);
        String found = "";
        for (int i = 0; i < Codes.RECOVERY_CODES; i++) {
            boolean there = i < account.recovery().size();
            String kept = there ? account.recovery().get(i) : noHash;
            found = Same.text(kept, given) && there ? kept : found;
        }
        return found;
    }
}
