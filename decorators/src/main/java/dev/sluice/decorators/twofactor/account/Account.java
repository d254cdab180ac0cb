package dev.sluice.decorators.twofactor.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of a user, in one record, so that one compare-and-set decides every race. Its text form hides it.
 *
 * @param user the {@link User#id}
 * @param generation changes when the user is reset; what was proven before counts no more
 * @param enrolledAt milliseconds of the epoch; 0 for somebody who is not enrolled, of whom only the guard matters
 * @param totpSecret as {@code TotpSecret.stored}; empty if there is none
 * @param totpStep the last step accepted
 * @param address where codes are sent; empty if nowhere
 * @param recovery hashes of the recovery codes that are left
 * @param challenges the open ones, oldest first, at most {@link #MOST_CHALLENGES}
 */
public record Account(
        String user,
        String generation,
        long enrolledAt,
        String totpSecret,
        long totpStep,
        String address,
        List<String> recovery,
        Guard guard,
        List<Challenge> challenges) {

    public static final int MOST_CHALLENGES = 8;
    public static final int ATTEMPTS = 5;

    public Account {
        recovery = List.copyOf(recovery);
        challenges = List.copyOf(challenges);
    }

    static Account of(User user, String generation) {
        return new Account(user.id(), generation, 0, "", -1, "", List.of(), Guard.NEW, List.of());
    }

    public boolean enrolled() {
        return enrolledAt != 0;
    }

    /** The open challenge of that name that may still be answered at {@code now}. */
    public Optional<Challenge> challenge(String id, long now) {
        return challenges.stream()
                .filter(each -> each.id().equals(id) && now < each.expiry() && each.attempts() < ATTEMPTS)
                .findFirst();
    }

    /** With one challenge more; those that expired, and the oldest if there are too many, are forgotten. */
    public Account asked(Challenge challenge, long challengesFull, long messagesFull, long now) {
        List<Challenge> open = new ArrayList<>(challenges);
        open.removeIf(each -> now >= each.expiry());
        while (open.size() >= MOST_CHALLENGES) {
            open.removeFirst();
        }
        open.add(challenge);
        return with(totpStep, recovery, guard.asked(challengesFull, messagesFull), open);
    }

    /** After a right answer: nothing that helped to it helps again. */
    public Account passed(String challenge, long step, String recoveryHash) {
        List<Challenge> open = new ArrayList<>(challenges);
        open.removeIf(each -> each.id().equals(challenge));
        List<String> left = new ArrayList<>(recovery);
        left.remove(recoveryHash);
        return with(Math.max(totpStep, step), left, guard.passed(), open);
    }

    /**
     * After a wrong answer. While it is locked nothing is counted, so that nobody makes a lock longer; it is written all the
     * same, so that the time taken does not tell of the lock.
     */
    public Account missed(String challenge, long now) {
        if (guard.locked(now)) {
            return with(totpStep, recovery, guard, challenges);
        }
        List<Challenge> open = challenges.stream()
                .map(each -> each.id().equals(challenge) ? each.missed() : each)
                .toList();
        return with(totpStep, recovery, guard.missed(now), open);
    }

    /** With a challenge in the place of the one of the same id. */
    public Account with(Challenge changed) {
        List<Challenge> open = challenges.stream()
                .map(each -> each.id().equals(changed.id()) ? changed : each)
                .toList();
        return with(totpStep, recovery, guard, open);
    }

    public Account enrol(long now, String secret, String to, List<String> recoveryHashes) {
        return new Account(user, generation, now, secret, -1, to, recoveryHashes, Guard.NEW, List.of());
    }

    @Override
    public String toString() {
        return "Account[" + user + "]";
    }

    private Account with(long step, List<String> recoveryLeft, Guard changed, List<Challenge> open) {
        return new Account(user, generation, enrolledAt, totpSecret, step, address, recoveryLeft, changed, open);
    }
}
