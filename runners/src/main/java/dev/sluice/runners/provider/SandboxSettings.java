package dev.sluice.runners.provider;

/**
 * How sandboxes are made.
 *
 * @param network what runners see of the network
 * @param memoryGroup {@code auto}: limit memory by control groups if the gateway's own group was given to it; {@code off};
 *     or the absolute path of a control group that was
 */
public record SandboxSettings(SandboxNetwork network, String memoryGroup) {

    /** Functions may call out; memory is limited where it can be. */
    public static final SandboxSettings DEFAULT = new SandboxSettings(SandboxNetwork.HOST, MemoryGroupChoice.AUTO);
}
