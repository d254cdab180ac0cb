package dev.sluice.events.workqueue.source;

/** What answers of sources over HTTP mean that give nothing. */
final class SourceAnswers {

    private SourceAnswers() {}

    /** {@code who}: the subject of a sentence. */
    static void check(String who, int status) throws SourceFault {
        if (status == 404 || status == 410) {
            throw new SourceFault(SourceFault.Why.NOT_THERE, who + " answered " + status + ".");
        }
        if (status / 100 != 2) {
            throw new SourceFault(SourceFault.Why.PASSING, who + " answered " + status + ".");
        }
    }

    static SourceFault tooLong(String who) {
        return new SourceFault(
                SourceFault.Why.TOO_LONG,
                who + " answered with more than a queue takes: " + (ListingReader.LONGEST >> 20)
                        + " MiB for a page of the list, " + (Content.LONGEST >> 20) + " MiB for an item.");
    }
}
