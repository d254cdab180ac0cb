package dev.sluice.events.workqueue.source;

import java.util.Set;

/** What answers of sources over HTTP mean that give nothing. */
final class SourceAnswers {

    /** Those of 400 to 499 that say nothing of one item: who asks is not known, or asks too much. */
    private static final Set<Integer> OF_ALL = Set.of(401, 407, 408, 425, 429);

    private SourceAnswers() {}

    /** {@code who}: the subject of a sentence. */
    static void check(String who, int status) throws SourceFault {
        check(who, status, "");
    }

    /** {@code word}: what else it says; empty for nothing. */
    static void check(String who, int status, String word) throws SourceFault {
        String told = who + " answered " + (status + " " + word).strip() + ".";
        if (status == 404 || status == 410) {
            throw new SourceFault(SourceFault.Why.NOT_THERE, told);
        }
        if (status / 100 != 2) {
            boolean refused = status / 100 == 4 && !OF_ALL.contains(status);
            throw new SourceFault(refused ? SourceFault.Why.REFUSED : SourceFault.Why.PASSING, told);
        }
    }

    static SourceFault tooLong(String who) {
        return new SourceFault(
                SourceFault.Why.TOO_LONG,
                who + " answered with more than a queue takes: " + (ListingReader.LONGEST >> 20)
                        + " MiB for a page of the list, " + (Content.LONGEST >> 20) + " MiB for an item.");
    }
}
