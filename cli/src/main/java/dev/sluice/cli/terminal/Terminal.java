package dev.sluice.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the command reads and writes, and what that can show. */
public final class Terminal {

    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final Look look;

    /**
     * What can be shown.
     *
     * @param colour whether escape sequences for colour are understood and wanted
     * @param live whether a person watches, so that lines may be drawn again
     * @param width characters in a line, 20 at least
     */
    public record Look(boolean colour, boolean live, int width) {
        public static final Look PLAIN = new Look(false, false, 120);

        public Look {
            width = Math.max(20, width);
        }
    }

    public Terminal(PrintStream out, PrintStream err, InputStream in, Look look) {
        this.out = out;
        this.err = err;
        this.in = in;
        this.look = look;
    }

    /**
     * The terminal of this process. The launcher says in {@code sluice.columns} how wide it is, because asking here
     * costs more than the rest of the command; without that, output goes to a file or a pipe.
     */
    public static Terminal ofProcess(Map<String, String> environment) {
        int width = Integer.getInteger("sluice.columns", 0);
        boolean live = width > 0 && !"dumb".equals(environment.get("TERM"));
        boolean colour = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                new FileInputStream(FileDescriptor.in),
                new Look(colour, live, width > 0 ? width : 120));
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public InputStream in() {
        return in;
    }

    public Look look() {
        return look;
    }

    /** Prints a line for whoever reads the result. */
    public void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints a line for whoever watches; it is no part of the result. */
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    public String bold(String text) {
        return styled("1", text);
    }

    public String dim(String text) {
        return styled("2", text);
    }

    public String red(String text) {
        return styled("31", text);
    }

    public String green(String text) {
        return styled("32", text);
    }

    public String yellow(String text) {
        return styled("33", text);
    }

    public String cyan(String text) {
        return styled("36", text);
    }

    private String styled(String code, String text) {
        return look.colour() && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** {@code text} without control characters: what others wrote must not steer this terminal. */
    public static String harmless(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\t' ? '\uFFFD' : c)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    /** The same of each of its lines. */
    public static String harmlessLines(String text) {
        return text.lines().map(Terminal::harmless).collect(Collectors.joining("\n"));
    }
}
