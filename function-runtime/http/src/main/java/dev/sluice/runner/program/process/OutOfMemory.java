package dev.sluice.runner.program.process;

/** How programs say that their memory is used up: the JVM, V8, Go, and the standard libraries of C++ and Rust. */
final class OutOfMemory {

    /** By which a gateway knows it, and the JVM says it (docs/protocol.md). */
    private static final String TERMINATING = "Terminating due to ";

    private OutOfMemory() {}

    static boolean isSaidBy(String line) {
        return line.startsWith("Terminating due to java.lang.OutOfMemoryError")
                || (line.startsWith("FATAL ERROR: ") && line.endsWith(" out of memory"))
                || line.startsWith("fatal error: runtime: out of memory")
                || line.startsWith("fatal error: runtime: cannot allocate memory")
                || line.contains("std::bad_alloc")
                || line.startsWith("memory allocation of ");
    }

    /** The same in the words that a gateway knows. */
    static String words(String line) {
        return line.startsWith(TERMINATING) ? line : TERMINATING + line;
    }
}
