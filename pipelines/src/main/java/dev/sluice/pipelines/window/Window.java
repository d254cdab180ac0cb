package dev.sluice.pipelines.window;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.fold.Fold;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.util.Comparator;

/**
 * What one key had in one piece of time.
 *
 * @param start the first millisecond since 1970 that belongs to it
 * @param end the first one that does not
 * @param fold of its items
 * @param edition how many results of it have gone on
 * @param over whether the last of them was final
 */
record Window(String key, long start, long end, Fold fold, long edition, boolean over) {

    /** By their ends; those of equal keys and starts are the same. */
    static final Comparator<Window> BY_END =
            Comparator.comparingLong(Window::end).thenComparing(Window::key).thenComparingLong(Window::start);

    private static final int FORMAT = 1;

    /** What it is kept under. */
    String id() {
        return start + " " + key;
    }

    Window told(boolean last) {
        return new Window(key, start, end, fold, edition + 1, last);
    }

    WindowResult result() {
        return new WindowResult(key, start, end, edition, over, fold.result(), fold.members(), fold.leftOut());
    }

    byte[] packed() {
        PackedWriter out = new PackedWriter()
                .number(FORMAT)
                .number(start)
                .number(end)
                .number(edition)
                .number(over ? 1 : 0)
                .text(key);
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
        return new Window(in.text(), start, end, Fold.read(in), edition, over);
    }
}
