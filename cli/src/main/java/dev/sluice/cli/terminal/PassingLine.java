package dev.sluice.cli.terminal;

/** A line that is drawn again for whoever watches, and taken away in the end. Silent where nobody does. */
public final class PassingLine {

    private final Terminal terminal;
    private boolean drawn;

    public PassingLine(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether somebody watches. */
    public boolean isWatched() {
        return terminal.look().live();
    }

    /** Draws it with this text in the place of the one before. */
    public synchronized void draw(String text) {
        if (isWatched()) {
            clear();
            int width = terminal.look().width();
            terminal.err().print(terminal.dim(text.length() < width ? text : text.substring(0, width - 2) + "…"));
            terminal.err().flush();
            drawn = true;
        }
    }

    public synchronized void clear() {
        if (drawn) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
            drawn = false;
        }
    }
}
