package dev.sluice.runners.provider;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of a runner: at most 20, of 4,000 characters in all. Thread-safe. */
final class OutputTail {

    private static final int MAX_LINES = 20;
    private static final int MAX_CHARACTERS = 4_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private int characters;
    private boolean outOfMemory;

    synchronized void add(String line) {
        outOfMemory |= line.startsWith("FATAL ERROR: ") && line.endsWith(" out of memory");
        lines.addLast(line);
        characters += line.length() + 1;
        while (lines.size() > MAX_LINES || characters > MAX_CHARACTERS) {
            characters -= lines.removeFirst().length() + 1;
        }
    }

    /** Whether one of all lines, which may be gone from here, is an interpreter's that has no memory left ({@code docs/protocol.md}). */
    synchronized boolean saidItIsOutOfMemory() {
        return outOfMemory;
    }

    synchronized String text() {
        return String.join("\n", lines);
    }
}
