package dev.sluice.cli.terminal;

import java.util.List;
import java.util.function.Supplier;

/**
 * A screen that is drawn again and again. Where nobody watches, it is printed once.
 *
 * @param interval seconds between two pictures
 * @param count how many at most
 */
public record Pictures(double interval, long count) {

    /** Whether these can be drawn: 0.1 to 3,600 seconds, and 1 or more of them. */
    public boolean makesSense() {
        return interval >= 0.1 && interval <= 3_600 && count >= 1;
    }

    public void show(Terminal terminal, Supplier<List<String>> picture) throws InterruptedException {
        if (!terminal.look().live()) {
            picture.get().forEach(terminal::print);
            return;
        }
        terminal.out().print("\u001b[2J");
        for (long shown = 0; shown < count; shown++) {
            if (shown > 0) {
                Thread.sleep((long) (interval * 1_000));
            }
            // Drawn over the last picture and not after a wipe, so that it does not flicker.
            StringBuilder screen = new StringBuilder("\u001b[H");
            picture.get().forEach(line -> screen.append(line).append("\u001b[K\n"));
            terminal.out().print(screen.append("\u001b[J"));
            terminal.out().flush();
        }
    }
}
