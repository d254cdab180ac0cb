package dev.sluice.pipeline;

import java.time.Duration;
import java.util.Map;

/** Windows of time, and what is made of each. Lengths are in whole milliseconds. Immutable: each method returns a new one. */
public final class Window {

    private final Options options;

    private Window(Options options) {
        this.options = options;
    }

    /** Windows of this length one after the other, 1 s to 8,784 h. */
    public static Window tumbling(Duration length) {
        return new Window(Options.NONE.with("tumbling", length));
    }

    /** Windows that end when nothing has come for so long, 1 s to 8,784 h. */
    public static Window session(Duration gap) {
        return new Window(Options.NONE.with("session", gap));
    }

    /** The key, of which each has windows of its own: an expression in CEL. */
    public Window by(String expression) {
        return new Window(options.with("by", expression));
    }

    /** What is made of a window; how many items it has without it. */
    public Window fold(Fold fold) {
        return new Window(options.with("fold", fold.word()));
    }

    /** What is summed, counted by, compared or collected: an expression in CEL; the data of the item without it. */
    public Window value(String expression) {
        return new Window(options.with("value", expression));
    }

    /** How many there are in a list or histogram, 1 to 10,000; 1,000 without it. */
    public Window most(int entries) {
        return new Window(options.with("most", entries));
    }

    /** The time of an item: {@code record}, {@code arrival} or an expression in CEL; that of the record without it. */
    public Window time(String time) {
        return new Window(options.with("time", time));
    }

    /** How much earlier than the latest before it the time of an item may be; 10 s without it. */
    public Window lateness(Duration lateness) {
        return new Window(options.with("lateness", lateness));
    }

    /** Items that come too late leave by the output {@link Items#late}, which must be read; without it they are dropped. */
    public Window lateToOutput() {
        return new Window(options.with("late", "topic"));
    }

    /** Items that come too late make the window go on once more, for {@code keep} after its end. */
    public Window lateUpdates(Duration keep) {
        return new Window(options.with("late", "update").with("keep", keep));
    }

    /** A window tells how it stands before it is over, too. */
    public Window running() {
        return new Window(options.with("emit", "running"));
    }

    /** After how long a partition of the source from which nothing comes holds back no window; 30 s without it. */
    public Window idle(Duration idle) {
        return new Window(options.with("idle", idle));
    }

    Map<String, Object> settings() {
        return options.told();
    }
}
