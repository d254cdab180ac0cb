package dev.sluice.core.runner;

import dev.sluice.core.invocation.Outcome;
import java.util.Set;

/**
 * How a runner's process ended.
 *
 * @param code its exit code; 128 plus the signal's number if a signal ended it
 * @param outOfMemory whether it is known to have ended because of its memory limit
 * @param lastWords the last lines that it wrote past the protocol (a crash report, a shell's complaint), maybe empty
 */
public record RunnerExit(int code, boolean outOfMemory, String lastWords) {

    private static final int SIGNALS = 128;
    // SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV and SIGSYS of Linux on x86 and arm64, signal(7).
    private static final Set<Integer> CRASHES = Set.of(4, 5, 6, 7, 8, 11, 31);

    /** What ended it, by its signal: those that a process sends itself when it breaks, or those that come from outside. */
    public Outcome.EndedBy by() {
        if (code <= SIGNALS) {
            return Outcome.EndedBy.ITSELF;
        }
        return CRASHES.contains(code - SIGNALS) ? Outcome.EndedBy.A_CRASH : Outcome.EndedBy.A_SIGNAL;
    }

    /** As told to people: {@code exit code 3} or {@code signal 9 (SIGKILL)}. */
    public String description() {
        if (code <= SIGNALS) {
            return "exit code " + code;
        }
        return switch (code - SIGNALS) {
            case 6 -> "signal 6 (SIGABRT)";
            case 9 -> "signal 9 (SIGKILL)";
            case 11 -> "signal 11 (SIGSEGV)";
            case 15 -> "signal 15 (SIGTERM)";
            default -> "signal " + (code - SIGNALS);
        };
    }
}
