package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.FunctionCatalog.Stored;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.pool.Trial;
import dev.sluice.core.spec.SpecDifference;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.reconcile.Handover;
import dev.sluice.gateway.reconcile.Settled;
import dev.sluice.gateway.reconcile.Unserved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Has a version of a function tried, makes it the live one, and waits until this gateway has put it into service; if anything goes wrong
 * before, the old one serves on. For one change of a function at a time; blocks on the disk and on trials.
 */
final class Activation {

    /** How long a change waits for this gateway to apply what was written. */
    static final Duration APPLYING = Duration.ofMinutes(1);

    private final Deployments.Parts parts;
    private final Trials trials;
    private final SecretUse secretUse;
    private final OutsideUse outside;

    /** {@code outside}: what versions need of other functions, and of addresses. */
    Activation(Deployments.Parts parts, Trials trials, SecretUse secretUse, OutsideUse outside) {
        this.parts = parts;
        this.trials = trials;
        this.secretUse = secretUse;
        this.outside = outside;
    }

    /** What is missing of what a spec names: {@code secrets}, and what its triggers need. */
    List<SpecProblem> missing(FunctionName name, FunctionSpec spec, List<SpecProblem> secrets) {
        List<SpecProblem> missing = new ArrayList<>(secrets);
        missing.addAll(parts.reconciler().triggers().problems(name, spec.triggers()));
        return missing;
    }

    /**
     * Makes a version the live one that is not.
     *
     * @param history with it as the live one
     * @param before what is kept of the function; empty if it is new
     * @param detected the keys of its spec that were found in its code
     */
    DeployResult goLive(
            FunctionVersion version,
            FunctionHistory history,
            Optional<Stored> before,
            List<String> detected,
            DeployProgress progress) {
        try (Handover handover = parts.reconciler().handOver(version)) {
            List<SpecProblem> missing = missing(version.function(), version.spec(), secretUse.begin(version));
            if (!missing.isEmpty()) {
                return new DeployResult.InvalidSpec(missing);
            }
            return switch (parts.decorations().deploy(version)) {
                case Decoration.Broken(var problems) -> new DeployResult.InvalidSpec(problems);
                case Decoration.Ready ready -> {
                    List<SpecProblem> elsewhere = outside.problems(version.function(), version.spec());
                    if (!elsewhere.isEmpty()) {
                        yield new DeployResult.InvalidSpec(elsewhere);
                    }
                    handover.made(ready);
                    yield switch (tried(version, progress)) {
                        case Trial.Failed failed -> new DeployResult.NotStarted(version, failed);
                        case Trial.Passed passed -> activate(version, history, before, detected, passed, progress);
                    };
                }
            };
        } finally {
            secretUse.end(version);
        }
    }

    /** There is nothing to start where calls go to an upstream; whether that is up is seen at each call. */
    private Trial tried(FunctionVersion version, DeployProgress progress) {
        return switch (version.spec().backend()) {
            case Backend.Code code -> trials.run(version, progress);
            case Backend.Upstream(UpstreamUrl url, boolean _) -> new Trial.Passed("calls go to " + url, Duration.ZERO);
        };
    }

    private DeployResult activate(
            FunctionVersion version,
            FunctionHistory history,
            Optional<Stored> before,
            List<String> detected,
            Trial.Passed passed,
            DeployProgress progress) {
        Revision expected = before.map(Stored::revision).orElse(Revision.NONE);
        List<String> warnings = new ArrayList<>(parts.reconciler()
                .triggers()
                .leaving(version.function(), version.spec().triggers()));
        boolean kept = false;
        try {
            progress.step(new DeployStep.Tried(passed.description(), passed.took()));
            kept = parts.catalog().put(history, expected) instanceof Put.Done;
        } finally {
            if (!kept && Deployments.hasCode(version)) {
                parts.pools().abandonTrial(version);
            }
        }
        if (!kept) {
            return new DeployResult.Changed(version.function());
        }
        progress.step(new DeployStep.Committed(version.number()));
        Optional<FunctionVersion> replaced =
                before.map(stored -> stored.history().liveVersion());
        return inService(version, progress).orElseGet(() -> {
            warnings.addAll(warnings(version.function(), version.spec()));
            return new DeployResult.Live(
                    version,
                    replaced.map(old -> OptionalInt.of(old.number())).orElse(OptionalInt.empty()),
                    replaced.map(old -> changes(old, version.artifact(), version.spec()))
                            .orElse(List.of()),
                    true,
                    detected,
                    passed.description(),
                    passed.took(),
                    List.copyOf(warnings));
        });
    }

    /** What works in a spec and can hardly be meant, a sentence each. */
    List<String> warnings(FunctionName name, FunctionSpec spec) {
        List<String> warnings = new ArrayList<>(parts.decorations().warnings(spec));
        warnings.addAll(parts.reconciler().triggers().warnings(name, spec.triggers()));
        return warnings;
    }

    /** Answers for a version that is live already. */
    DeployResult unchanged(FunctionVersion version, List<String> detected, DeployProgress progress) {
        return inService(version, progress)
                .orElseGet(() -> new DeployResult.Live(
                        version,
                        OptionalInt.of(version.number()),
                        List.of(),
                        false,
                        detected,
                        "",
                        Duration.ZERO,
                        warnings(version.function(), version.spec())));
    }

    /** Waits until this gateway has put the live version into service; what is to be answered if it has not. */
    private Optional<DeployResult> inService(FunctionVersion version, DeployProgress progress) {
        return switch (settled(version.function())) {
            case Settled.Serving(FunctionVersion serving)
            when serving.equals(version) -> {
                progress.step(new DeployStep.InService(version.number()));
                yield Optional.empty();
            }
            case Settled.Serving _, Settled.Absent _ -> {
                // Somebody else has changed the function since.
                parts.pools().abandonTrial(version);
                yield Optional.empty();
            }
            case Settled.Failed(Unserved why) -> Optional.of(new DeployResult.NotInService(version, why.detail()));
            case Settled.Late(Duration waited) ->
                Optional.of(new DeployResult.NotInService(
                        version, "it has not come to that after " + waited.toSeconds() + " s."));
        };
    }

    /** What differs in a version with this code and spec. */
    static List<SpecDifference> changes(FunctionVersion before, Optional<Digest> code, FunctionSpec spec) {
        List<SpecDifference> changes = new ArrayList<>();
        if (!before.artifact().equals(code)) {
            changes.add(
                    new SpecDifference("code", before.artifact().map(Digest::toString), code.map(Digest::toString)));
        }
        changes.addAll(SpecDifference.between(before.spec(), spec));
        return List.copyOf(changes);
    }

    /** Waits until this gateway has applied what the catalog says of a function. Who is interrupted stays interrupted. */
    Settled settled(FunctionName name) {
        try {
            return parts.reconciler().settle(name, APPLYING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Settled.Late(Duration.ZERO);
        }
    }
}
