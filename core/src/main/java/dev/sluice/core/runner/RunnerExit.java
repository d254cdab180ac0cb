package dev.sluice.core.runner;

/**
 * How a runner's process ended.
 *
 * @param code its exit code; 128 plus the signal's number if a signal ended it
 * @param outOfMemory whether it is known to have ended because of its memory limit
 * @param lastWords the last lines that it wrote past the protocol (a crash report, a shell's complaint), maybe empty
 */
public record RunnerExit(int code, boolean outOfMemory, String lastWords) {

    /** As told to people: {@code exit code 3} or {@code signal 9 (SIGKILL)}. */
    public String description() {
        if (code <= 128) {
            return "exit code " + code;
        }
        return switch (code - 128) {
            case 6 -> "signal 6 (SIGABRT)";
            case 9 -> "signal 9 (SIGKILL)";
            case 11 -> "signal 11 (SIGSEGV)";
            case 15 -> "signal 15 (SIGTERM)";
            default -> "signal " + (code - 128);
        };
    }
}
