package dev.sluice.decorators.twofactor.account;

/**
 * An open question to a user.
 *
 * @param id the user's record key, a dot, and 128 random bits
 * @param function the only one that it opens
 * @param print the request that it was asked for; no other can answer it
 * @param expiry in milliseconds of the epoch
 * @param attempts wrong answers so far
 * @param digits of the code that may be registered; 0 if none may
 * @param codeHash of the code that was sent; empty if none was, or none yet
 * @param registrationHash of the token with which a notifier may still register its code; empty if none may
 */
public record Challenge(
        String id,
        String function,
        String print,
        long expiry,
        int attempts,
        int digits,
        String codeHash,
        String registrationHash) {

    Challenge missed() {
        return new Challenge(id, function, print, expiry, attempts + 1, digits, codeHash, registrationHash);
    }

    /** With leave for a notifier to register a code of so many digits. */
    public Challenge waiting(int codeDigits, String hash) {
        return new Challenge(id, function, print, expiry, attempts, codeDigits, "", hash);
    }

    /** With the hash of the code that was sent; another is not taken. */
    public Challenge registered(String hash) {
        return new Challenge(id, function, print, expiry, attempts, digits, hash, "");
    }
}
