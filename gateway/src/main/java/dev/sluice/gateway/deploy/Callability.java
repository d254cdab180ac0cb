package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.gateway.reconcile.Unserved;
import java.util.List;
import java.util.Optional;

/**
 * Whether a function can be called right now.
 *
 * @param reason why not, a stable word; empty if it can
 * @param detail the same as a sentence that says what to do; empty if it can
 */
public record Callability(boolean ok, String reason, String detail) {

    private static final Callability YES = new Callability(true, "", "");

    /** Looks at all that a call needs; blocks on the disk. */
    public static Callability of(
            FunctionVersion version,
            Optional<FunctionReport> report,
            ArtifactStore artifacts,
            Deployments deployments) {
        Optional<FunctionReport.Trouble> trouble = report.flatMap(FunctionReport::trouble);
        if (trouble.isPresent()) {
            FunctionReport.Trouble last = trouble.get();
            return no(
                    "crash_loop",
                    (last.crashes() == 1
                                    ? "its instance ended with "
                                    : "its instances ended " + last.crashes() + " times in a row, the last with ")
                            + last.last()
                            + "; the next is started at " + last.retryAt()
                            + ". Look at its logs, and deploy a version that stays up.");
        }
        Optional<Unserved> unserved = deployments.unserved(version.function()).filter(Unserved::concernsCalls);
        if (unserved.filter(Unserved::otherServes).isPresent()) {
            return no(unserved.get().reason(), unserved.get().detail());
        }
        List<SpecProblem> missing = deployments.missingSecrets(version);
        if (!missing.isEmpty()) {
            return no("secret_missing", missing.getFirst().message() + ": put it back, or deploy without it.");
        }
        if (version.artifact().filter(code -> !artifacts.contains(code)).isPresent()) {
            return no("code_missing", "its code " + version.code() + " is not in the store any more: deploy it again.");
        }
        if (unserved.isPresent()) {
            return no(unserved.get().reason(), unserved.get().detail());
        }
        if (!deployments.serves(version)) {
            return no(
                    "not_in_service_yet",
                    "this gateway has not put " + version.label()
                            + " into service yet: it follows what is changed at another gateway, or is about to."
                            + " Ask again in a moment.");
        }
        if (version.spec().backend() instanceof Backend.Code code && !deployments.hasRuntime(code.runtime())) {
            return no("runtime_missing", "this platform has no runtime '" + code.runtime() + "' any more.");
        }
        List<SpecProblem> outside = deployments.outsideProblems(version);
        if (!outside.isEmpty()) {
            return no(
                    "needs_missing",
                    outside.getFirst().message() + " (" + outside.getFirst().path() + ").");
        }
        return YES;
    }

    private static Callability no(String reason, String detail) {
        return new Callability(false, reason, detail);
    }
}
