package dev.sluice.pipelines.window;

import java.util.List;

/**
 * What a window has come to.
 *
 * @param key whose window; empty where there is one for all
 * @param start the first millisecond since 1970 that belongs to it
 * @param end the first one that does not
 * @param edition counts the results of the window from 1
 * @param last whether nothing more is waited for; only a late item may bring one more
 * @param json the result
 * @param members how many items it was made of
 * @param leftOut how many of them are not in the result
 * @param chain what tells through which functions its first item came; empty if it came through none
 * @param traces those of its first items, as far as they are known
 */
public record WindowResult(
        String key,
        long start,
        long end,
        long edition,
        boolean last,
        String json,
        long members,
        long leftOut,
        String chain,
        List<String> traces) {

    public WindowResult {
        traces = List.copyOf(traces);
    }
}
