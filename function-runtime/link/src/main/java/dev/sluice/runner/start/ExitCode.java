package dev.sluice.runner.start;

/** What a runner's process ends with. A function's own {@code System.exit} may give any code, these too. */
public final class ExitCode {

    /** Drained, or the gateway is gone. */
    public static final int DRAINED = 0;

    /** The JVM's own code for {@code -XX:+ExitOnOutOfMemoryError}, used for every way to run out of memory. */
    public static final int OUT_OF_MEMORY = 3;

    /** The settings are incomplete or wrong (EX_USAGE of sysexits.h). */
    public static final int BAD_SETTINGS = 64;

    /** No gateway listens at the socket (EX_UNAVAILABLE). */
    public static final int NO_GATEWAY = 69;

    /** The runner itself failed, as a rule in rehearsal (EX_SOFTWARE). */
    public static final int RUNNER_FAILED = 70;

    /** The gateway broke the protocol (EX_PROTOCOL). */
    public static final int PROTOCOL_BROKEN = 76;

    private ExitCode() {}
}
