package dev.sluice.events.pump;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * How far each of those is that share the turns of some partitions: start-time fair queueing (Goyal, Vin and Cheng, 1996). Each has a
 * time of its own that runs as much slower as its weight is greater, and who is least far is next; who comes anew begins where the
 * others are, so nobody saves turns up.
 */
final class ShareClock {

    /** A turn of weight 1; a multiple of small numbers, so that their turns add up. */
    private static final long TURN = 720_720;

    /** How far one of them is. */
    static final class Account {

        private final Turns.Share share;
        private long time;
        private long came;

        /** Its records that may begin, in all partitions. */
        private int ready;

        private Account(Turns.Share share, long time, long came) {
            this.share = share;
            this.time = time;
            this.came = came;
        }

        /** Who is least far is next. */
        long time() {
            return time;
        }

        /** Of those that are equally far, who came to be so first is next. */
        long came() {
            return came;
        }
    }

    /** All with a record that may begin, and those without one until their turn would have come. */
    private final Map<String, Account> accounts = new HashMap<>();

    private final TreeSet<Account> resting =
            new TreeSet<>(Comparator.comparingLong(Account::time).thenComparingLong(Account::came));

    private long now;
    private long turns;

    /** One more of its records may begin. */
    Account enter(Turns.Share share) {
        Account account = accounts.computeIfAbsent(share.name(), _ -> new Account(share, now, ++turns));
        if (account.ready++ == 0) {
            resting.remove(account);
        }
        return account;
    }

    /** It has had a turn, for one of its records. */
    void turn(Account account) {
        now = Math.max(now, account.time);
        account.time += TURN / Math.max(1, account.share.weight().getAsInt());
        account.came = ++turns;
        leave(account, 1);
        while (!resting.isEmpty() && resting.first().time <= now) {
            accounts.remove(resting.removeFirst().share.name());
        }
    }

    /** So many of its records may not begin any more. */
    void leave(Account account, int records) {
        account.ready -= records;
        if (account.ready == 0) {
            resting.add(account);
        }
    }

    /** Whether there are two of whom one may be farther than the other. */
    boolean tellsApart() {
        return accounts.size() > 1;
    }
}
