package dev.sluice.runners.provider;

/** What a sandboxed runner sees of the network. */
public enum SandboxNetwork {
    /** What the gateway sees: functions may call out, and also reach what listens on this machine. */
    HOST,
    /** Nothing but a loopback of its own. */
    NONE;

    /**
     * Reads {@code host} or {@code none}.
     *
     * @throws ProviderUnusableException for any other word
     */
    public static SandboxNetwork read(String word) {
        return switch (word) {
            case "host" -> HOST;
            case "none" -> NONE;
            default ->
                throw new ProviderUnusableException(
                        "sluice.sandbox.network is '" + word + "': it must be host or none.");
        };
    }
}
