package dev.sluice.gateway.provider;

import dev.sluice.core.runner.RunnerProvider;

/** The providers of this machine, by their names. */
public final class Providers {

    private Providers() {}

    /**
     * Makes ready the provider that {@code sluice.provider} names.
     *
     * @param sandbox how sandboxes are made, if they are asked for
     * @throws ProviderUnusableException if there is none of that name, or if it cannot work here; the message says what to
     *     install or set
     */
    public static RunnerProvider named(String name, SandboxSettings sandbox, RunnerLines lines) {
        return switch (name) {
            case ProcessProvider.NAME -> new ProcessProvider(lines);
            case SandboxProvider.NAME -> SandboxProvider.open(sandbox, lines);
            default ->
                throw new ProviderUnusableException("sluice.provider is '" + name + "': it must be "
                        + ProcessProvider.NAME + " or " + SandboxProvider.NAME + ".");
        };
    }
}
