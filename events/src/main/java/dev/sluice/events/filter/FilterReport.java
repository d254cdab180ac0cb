package dev.sluice.events.filter;

/**
 * What became of the events that a filter was asked about.
 *
 * @param filtered those that are not wanted
 * @param failed those of which that could not be told; they count as not wanted
 * @param lastFailure why, of the last one; empty if there is none
 */
public record FilterReport(long filtered, long failed, String lastFailure) {

    /** Of a filter that was asked nothing. */
    public static final FilterReport NONE = new FilterReport(0, 0, "");
}
