package dev.sluice.events.pump;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far a partition is worked off. It is committed as Kafka's offset, which is the position, and as the text beside it, whose
 * format is in {@code docs/decisions/0033-the-pump.md}. A text that would be longer than Kafka takes leaves out what is farthest ahead.
 *
 * @param position the first offset that is not done
 * @param horizon what is not done below it may have been tried without being told here; empty if all is told
 * @param done what is done above the position, ascending, with gaps between
 * @param tried what was tried and is not done, ascending
 * @param seek the number of the last {@link Seek} that this goes on from; 0 if there was none
 */
public record Progress(long position, OptionalLong horizon, List<Run> done, List<Tries> tried, long seek) {

    /** The most characters that Kafka keeps beside an offset, as it comes. */
    public static final int LIMIT = 4_096;

    /** How many of them may tell of attempts. */
    private static final int LIMIT_OF_TRIES = 1_600;

    /** How far ahead records may have been tried where the text beside an offset cannot be read. */
    private static final long FAR = 100_000;

    private static final String FORMAT = "1";
    private static final int RADIX = Character.MAX_RADIX;

    /** Offsets from {@code from} to before {@code until}. */
    public record Run(long from, long until) {

        public Run {
            if (from < 0 || until <= from) {
                throw new IllegalArgumentException("no run of offsets: " + from + " to " + until);
            }
        }
    }

    /**
     * A record that was tried.
     *
     * @param all attempts
     * @param counted those that reached the function's code
     * @param seconds since the first of these ended, without the time when nobody owned the partition
     */
    public record Tries(long offset, int all, int counted, long seconds) {

        public Tries {
            if (all < 1 || counted < 0 || counted > all || seconds < 0) {
                throw new IllegalArgumentException("no tries: " + all + ", " + counted + ", " + seconds + " s");
            }
        }
    }

    public Progress {
        done = List.copyOf(done);
        tried = List.copyOf(tried);
        long before = position;
        for (Run run : done) {
            if (run.from() <= before) {
                throw new IllegalArgumentException("runs are not apart: " + done + " after " + position);
            }
            before = run.until();
        }
        before = position - 1;
        for (Tries each : tried) {
            if (each.offset() <= before) {
                throw new IllegalArgumentException("tries are not in order: " + tried + " after " + position);
            }
            before = each.offset();
        }
        if (seek < 0) {
            throw new IllegalArgumentException("no seek has the number " + seek);
        }
        if (position < 0 || horizon.isPresent() && horizon.getAsLong() < position) {
            throw new IllegalArgumentException("no progress: " + position + ", " + horizon);
        }
    }

    /** Without a seek. */
    public Progress(long position, OptionalLong horizon, List<Run> done, List<Tries> tried) {
        this(position, horizon, done, tried, 0);
    }

    /** The same, as what goes on from a seek. */
    Progress after(long number) {
        return new Progress(position, horizon, done, tried, number);
    }

    /** Whether it says of this offset that it is done. */
    public boolean isDone(long offset) {
        if (offset < position) {
            return true;
        }
        int low = 0;
        int high = done.size() - 1;
        while (low <= high) {
            int middle = (low + high) / 2;
            Run run = done.get(middle);
            if (offset < run.from()) {
                high = middle - 1;
            } else if (offset >= run.until()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Nothing from {@code position} on was ever tried. */
    public static Progress at(long position) {
        return new Progress(position, OptionalLong.empty(), List.of(), List.of());
    }

    /** Words joined by commas, up to a limit. */
    private static final class Words {
        private final StringBuilder text;
        private final int limit;

        Words(char name, int limit) {
            this.text = new StringBuilder().append(name);
            this.limit = limit;
        }

        /** False if there is no room for it. */
        boolean add(String word) {
            if (text.length() + 1 + word.length() > limit) {
                return false;
            }
            text.append(text.length() == 1 ? "" : ",").append(word);
            return true;
        }

        int length() {
            return text.length();
        }

        @Override
        public String toString() {
            return text.length() == 1 ? "" : " " + text;
        }
    }

    /** What stands beside the offset, at most {@link #LIMIT} characters. */
    public String text() {
        Words tries = new Words('a', LIMIT_OF_TRIES);
        boolean all = tellTries(tries);
        Words runs = new Words('d', LIMIT - tries.length() - 48);
        all &= tellRuns(runs);
        OptionalLong untold = horizon.isPresent() || all ? horizon : OptionalLong.of(end());
        String ahead = untold.isPresent() ? " h" + number(untold.getAsLong() - position) : "";
        return FORMAT + (seek == 0 ? "" : " s" + number(seek)) + ahead + runs + tries;
    }

    private boolean tellTries(Words words) {
        long before = position;
        for (Tries each : tried) {
            String word = number(each.offset() - before) + ":" + number(each.all()) + ":" + number(each.counted()) + ":"
                    + number(each.seconds());
            if (!words.add(word)) {
                return false;
            }
            before = each.offset();
        }
        return true;
    }

    private boolean tellRuns(Words words) {
        long before = position;
        for (Run run : done) {
            if (!words.add(number(run.from() - before) + ":" + number(run.until() - run.from()))) {
                return false;
            }
            before = run.until();
        }
        return true;
    }

    /** The offset behind all that is told. */
    private long end() {
        long end = done.isEmpty() ? position : done.getLast().until();
        return tried.isEmpty() ? end : Math.max(end, tried.getLast().offset() + 1);
    }

    private static String number(long value) {
        return Long.toString(value, RADIX);
    }

    /**
     * Reads what was committed; never throws for what is in the text. Of a text that is not understood only that much is taken:
     * what comes after the position may have been tried.
     */
    public static Progress read(long position, String text) {
        if (text.isEmpty()) {
            return at(position);
        }
        try {
            return parse(position, text);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            return new Progress(position, OptionalLong.of(position + FAR), List.of(), List.of());
        }
    }

    private static Progress parse(long position, String text) {
        String[] parts = text.split(" ", -1);
        if (!parts[0].equals(FORMAT)) {
            throw new IllegalArgumentException("no format that is known: " + parts[0]);
        }
        OptionalLong horizon = OptionalLong.empty();
        List<Run> done = new ArrayList<>();
        List<Tries> tried = new ArrayList<>();
        long seek = 0;
        for (int i = 1; i < parts.length; i++) {
            String content = parts[i].substring(1);
            switch (parts[i].charAt(0)) {
                case 's' -> seek = value(content);
                case 'h' -> horizon = OptionalLong.of(Math.addExact(position, value(content)));
                case 'd' -> runs(position, content, done);
                case 'a' -> tries(position, content, tried);
                default -> throw new IllegalArgumentException("no part that is known: " + parts[i]);
            }
        }
        return new Progress(position, horizon, done, tried, seek);
    }

    private static void runs(long position, String content, List<Run> done) {
        long before = position;
        for (String word : content.split(",", -1)) {
            String[] numbers = word.split(":", 2);
            long from = Math.addExact(before, value(numbers[0]));
            before = Math.addExact(from, value(numbers[1]));
            done.add(new Run(from, before));
        }
    }

    private static void tries(long position, String content, List<Tries> tried) {
        long before = position;
        for (String word : content.split(",", -1)) {
            String[] numbers = word.split(":", 4);
            before = Math.addExact(before, value(numbers[0]));
            int all = Math.toIntExact(value(numbers[1]));
            int counted = Math.toIntExact(value(numbers[2]));
            tried.add(new Tries(before, all, counted, value(numbers[3])));
        }
    }

    private static long value(String word) {
        long value = Long.parseLong(word, RADIX);
        if (value < 0) {
            throw new IllegalArgumentException("less than nothing: " + word);
        }
        return value;
    }
}
