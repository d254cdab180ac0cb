package dev.sluice.cli.terminal;

/** How far something large has come, in one line that is drawn again. Silent where nobody watches. Used by one thread. */
public final class Progress {

    private static final long STEP_NANOS = 100_000_000;

    private final Terminal terminal;
    private final String what;
    private final long total;
    private final long started = System.nanoTime();
    private long done;
    private long drawn = started;

    /** @param total in bytes, greater than 0 */
    public Progress(Terminal terminal, String what, long total) {
        this.terminal = terminal;
        this.what = what;
        this.total = total;
    }

    public void add(long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (terminal.look().live() && (now - drawn >= STEP_NANOS || done == total)) {
            drawn = now;
            terminal.err().print("\r\u001b[K" + line(now));
            terminal.err().flush();
        }
    }

    /** Takes the line away. */
    public void end() {
        if (terminal.look().live() && drawn != started) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }

    private String line(long now) {
        double seconds = Math.max(1e-3, (now - started) / 1e9);
        return what + "  " + done * 100 / total + " %  " + Units.bytes(done) + " of " + Units.bytes(total) + "  "
                + Units.bytes((long) (done / seconds)) + "/s";
    }
}
