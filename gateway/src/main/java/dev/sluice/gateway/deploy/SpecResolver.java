package dev.sluice.gateway.deploy;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.FunctionReader;
import dev.sluice.core.spec.Kind;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.core.spec.SpecUpdate;
import dev.sluice.gateway.adapter.AdapterProblems;
import dev.sluice.gateway.decorate.Decorations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds out which spec a deployment asks for, and with which code; blocks on the disk. Nothing is kept or changed. */
record SpecResolver(Decorations decorations, Intake intake) {

    private static final String CONCURRENCY = "concurrency";

    /** What came of it. */
    sealed interface Resolved {}

    /** {@code code}: what is sent or kept; empty if calls go to an upstream. */
    record Complete(FunctionSpec spec, Optional<Intake.Usable> code) implements Resolved {}

    record Refused(DeployResult why) implements Resolved, Read {}

    /** What came of reading alone. */
    sealed interface Read {}

    record Checked(Intake.Asked asked) implements Read {}

    /**
     * Reads an update over what is live.
     *
     * @param newCode whether code is sent with it
     */
    Read read(FunctionName name, Optional<FunctionVersion> live, SpecUpdate update, boolean newCode) {
        var tree = update.applied(live.map(FunctionVersion::spec), newCode);
        if (newCode
                && update instanceof SpecUpdate.Patch patch
                && patch.written(CONCURRENCY) == null
                && live.filter(SpecResolver::foundConcurrency).isPresent()) {
            // What was found in the code before goes with it.
            tree.remove(CONCURRENCY);
        }
        return switch (FunctionReader.read(tree, decorations.kinds())) {
            case Binding.Refused<SpecDraft>(List<SpecProblem> problems) ->
                new Refused(new DeployResult.InvalidSpec(problems));
            case Binding.Bound<SpecDraft>(SpecDraft draft)
            when draft.name().filter(told -> !told.name().equals(name.name())).isPresent() ->
                new Refused(otherName(draft.name().get(), name));
            case Binding.Bound<SpecDraft>(SpecDraft draft)
            when draft.namespace()
                    .filter(told -> !told.equals(name.namespace()))
                    .isPresent() -> new Refused(otherNamespace(draft.namespace().get(), name.namespace()));
            case Binding.Bound<SpecDraft>(SpecDraft draft) -> {
                List<SpecProblem> problems = AdapterProblems.of(
                        draft.launch().adapters(), Kind.isDocument(tree) ? "spec.adapters" : "adapters");
                yield problems.isEmpty()
                        ? new Checked(new Intake.Asked(draft, tellsConcurrency(tree)))
                        : new Refused(new DeployResult.InvalidSpec(problems));
            }
        };
    }

    /**
     * Resolves an update over what is live.
     *
     * @param steps is told of each step when it is taken
     */
    Resolved resolve(
            FunctionName name,
            Optional<FunctionVersion> live,
            SpecUpdate update,
            Optional<Upload> upload,
            Consumer<DeployStep> steps) {
        return switch (read(name, live, update, upload.isPresent())) {
            case Refused refused -> refused;
            case Checked(Intake.Asked asked) -> {
                steps.accept(new DeployStep.Checked());
                yield asked.draft()
                        .ofUpstream()
                        .map(spec -> ofUpstream(spec, upload))
                        .orElseGet(() -> ofCode(asked, live, update, upload, steps));
            }
        };
    }

    private static DeployResult otherName(FunctionName told, FunctionName name) {
        return new DeployResult.InvalidSpec(List.of(new SpecProblem(
                "metadata.name",
                "the spec is that of '" + told.name() + "', but the path names '" + name.name() + "'",
                name.name())));
    }

    private static DeployResult otherNamespace(Namespace told, Namespace namespace) {
        return new DeployResult.InvalidSpec(List.of(new SpecProblem(
                "metadata.namespace",
                "the spec is for the namespace '" + told + "', but the path names '" + namespace + "'",
                namespace.value())));
    }

    private static Resolved ofUpstream(FunctionSpec spec, Optional<Upload> upload) {
        return upload.isPresent()
                ? new Refused(new DeployResult.CodeAndUpstream())
                : new Complete(spec, Optional.empty());
    }

    /** Whether the version's concurrency was found in its code, or is the usual: nobody has told it. */
    private static boolean foundConcurrency(FunctionVersion version) {
        return version.spec().scaling().concurrency()
                == version.inspection().flatMap(Inspection::concurrency).orElse(Scaling.DEFAULT.concurrency());
    }

    private static boolean tellsConcurrency(Map<String, ? extends @Nullable Object> tree) {
        Object spec = tree.get("spec");
        return tree.containsKey(CONCURRENCY) || spec instanceof Map<?, ?> keys && keys.containsKey(CONCURRENCY);
    }

    private Resolved ofCode(
            Intake.Asked asked,
            Optional<FunctionVersion> live,
            SpecUpdate update,
            Optional<Upload> upload,
            Consumer<DeployStep> steps) {
        Optional<FunctionVersion> kept = live.filter(Deployments::hasCode);
        if (upload.isEmpty() && kept.isEmpty()) {
            return new Refused(new DeployResult.NoCode());
        }
        return switch (taken(asked, update, upload, kept)) {
            case Intake.Unusable(DeployResult why) -> new Refused(why);
            case Intake.Usable usable -> {
                steps.accept(usable.inspected());
                yield new Complete(usable.spec(), Optional.of(usable));
            }
        };
    }

    /** Looks into the code that is sent, else into the code that is kept; one of the two is there. */
    private Intake.Taken taken(
            Intake.Asked asked, SpecUpdate update, Optional<Upload> upload, Optional<FunctionVersion> kept) {
        if (upload.isPresent()) {
            return intake.inspect(asked, upload.get(), update instanceof SpecUpdate.Patch ? kept : Optional.empty());
        }
        FunctionVersion version = kept.orElseThrow();
        Optional<Digest> code = asked.draft().code();
        boolean named = code.isEmpty() || code.equals(version.artifact());
        return named
                ? intake.inspect(asked, version)
                : new Intake.Unusable(new DeployResult.Changed(version.function()));
    }
}
