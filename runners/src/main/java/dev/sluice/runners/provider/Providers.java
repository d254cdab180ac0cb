package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerProvider;
import java.lang.System.Logger.Level;

/** The providers of this machine, by their names. */
public final class Providers {

    /** The word that selects sandboxes where they work, and plain processes elsewhere. */
    public static final String AUTO = "auto";

    private static final System.Logger LOG = System.getLogger(Providers.class.getName());

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
            case AUTO -> suited(sandbox, lines);
            case ProcessProvider.NAME -> new ProcessProvider(lines);
            case SandboxProvider.NAME -> SandboxProvider.open(sandbox, lines);
            default ->
                throw new ProviderUnusableException("sluice.provider is '" + name + "': it must be " + AUTO + ", "
                        + ProcessProvider.NAME + " or " + SandboxProvider.NAME + ".");
        };
    }

    private static RunnerProvider suited(SandboxSettings sandbox, RunnerLines lines) {
        try {
            return SandboxProvider.open(sandbox, lines);
        } catch (ProviderUnusableException e) {
            LOG.log(
                    Level.INFO,
                    "Functions are not kept apart from each other nor from the files of this user, because there are"
                            + " no sandboxes here. {0}",
                    e.getMessage());
            return new ProcessProvider(lines);
        }
    }
}
