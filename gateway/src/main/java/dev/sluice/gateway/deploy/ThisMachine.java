package dev.sluice.gateway.deploy;

import dev.sluice.core.function.Target;

/** What functions run on here, by the words of {@link Target}. */
final class ThisMachine {

    /** For people: {@code linux/amd64}. */
    static final String NAME;

    private static final String OS = "linux";
    private static final String PROCESSOR;

    static {
        String architecture = System.getProperty("os.arch");
        PROCESSOR = architecture.equals("aarch64") ? "arm64" : architecture;
        NAME = OS + "/" + PROCESSOR;
    }

    private ThisMachine() {}

    /** Whether this machine may be one of {@code target}. */
    static boolean isA(Target target) {
        return target.includes(OS, PROCESSOR);
    }
}
