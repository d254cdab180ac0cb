package dev.sluice.pipelines.window;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.fold.Fold;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one key had in one piece of time.
 *
 * @param start the first millisecond since 1970 that belongs to it
 * @param end the first one that does not
 * @param fold of its items
 * @param edition how many results of it have gone on
 * @param over whether the last of them was final
 * @param chain what tells through which functions its first item came; empty if it came through none
 * @param traces those of its first items, {@value #MOST_TRACES} at most; they are not kept
 */
record Window(
        String key, long start, long end, Fold fold, long edition, boolean over, String chain, List<String> traces) {

    private static final int MOST_TRACES = 128;

    /** By their ends; those of equal keys and starts are the same. */
    static final Comparator<Window> BY_END =
            Comparator.comparingLong(Window::end).thenComparing(Window::key).thenComparingLong(Window::start);

    private static final int FORMAT = 1;

    /** What it is kept under. */
    String id() {
        return start + " " + key;
    }

    Window told(boolean last) {
        return new Window(key, start, end, fold, edition + 1, last, chain, traces);
    }

    /** This one with an earlier one in it. What either was before is not to be used any more. */
    Window and(Window other) {
        other.fold().add(fold);
        return new Window(
                key,
                start,
                end,
                other.fold(),
                Math.max(edition, other.edition()),
                false,
                other.chain(),
                first(other.traces(), traces));
    }

    private static List<String> first(List<String> some, List<String> more) {
        return more.isEmpty() || some.size() >= MOST_TRACES
                ? some
                : Stream.concat(some.stream(), more.stream()).limit(MOST_TRACES).toList();
    }

    WindowResult result() {
        return new WindowResult(
                key, start, end, edition, over, fold.result(), fold.members(), fold.leftOut(), chain, traces);
    }

    byte[] packed() {
        PackedWriter out = new PackedWriter()
                .number(FORMAT)
                .number(start)
                .number(end)
                .number(edition)
                .number(over ? 1 : 0)
                .text(key)
                .text(chain);
        fold.pack(out);
        return out.written();
    }

    static Window read(byte[] packed) throws UnreadableRecordException {
        PackedReader in = new PackedReader(packed);
        in.format(FORMAT);
        long start = in.number();
        long end = in.number();
        long edition = in.number();
        boolean over = in.number() != 0;
        String key = in.text();
        String chain = in.text();
        return new Window(key, start, end, Fold.read(in), edition, over, chain, List.of());
    }
}
