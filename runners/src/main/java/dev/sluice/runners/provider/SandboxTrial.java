package dev.sluice.runners.provider;

import java.nio.file.Path;
import java.util.Optional;

/** Makes one sandbox, to see whether this machine can. */
final class SandboxTrial {

    private SandboxTrial() {}

    /** The way to make sandboxes that works here, as tight as this release of bubblewrap can. */
    static Bubblewrap passed(Optional<Path> program, SandboxNetwork network, Path javaHome) {
        Path bwrap = program.orElseThrow(() -> new ProviderUnusableException("Sandboxes need the program bwrap,"
                + " which is not in /usr/bin, /bin or /usr/local/bin. Install the package bubblewrap, or set"
                + " sluice.provider=process."));
        Bubblewrap loose = new Bubblewrap(bwrap, network, javaHome, false);
        Bubblewrap tight = loose.withInnerNamespacesOff();
        if (CommandProbe.complaint(tight.trial()).isEmpty()) {
            return tight;
        }
        String complaint = CommandProbe.complaint(loose.trial());
        if (!complaint.isEmpty()) {
            throw new ProviderUnusableException("This machine makes no sandboxes: \""
                    + complaint + "\". Allow user namespaces (sysctl user.max_user_namespaces,"
                    + " kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns; in a container,"
                    + " its seccomp profile), or set sluice.provider=process.");
        }
        return loose;
    }
}
