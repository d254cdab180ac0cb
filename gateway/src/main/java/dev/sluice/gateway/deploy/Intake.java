package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecDraft;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.gateway.artifact.HandlerSearch;
import dev.sluice.gateway.artifact.UploadRefusedException;
import dev.sluice.gateway.artifact.UploadedJar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks into uploaded code, completes its spec by what is found there, and keeps it as an artifact. */
final class Intake {

    private final ArtifactStore store;
    private final DeploySettings settings;

    Intake(ArtifactStore store, DeploySettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** What came of looking. */
    sealed interface Taken {}

    /** {@code detected}: the keys of the spec that were found in the code. {@code warnings}: what can hardly be meant there. */
    record Usable(FunctionSpec spec, List<String> detected, List<String> warnings) implements Taken {}

    record Unusable(DeployResult why) implements Taken {}

    Taken inspect(SpecDraft draft, Upload upload) {
        Optional<SpecProblem> problem = draft.runtime().flatMap(this::lacking);
        if (problem.isPresent()) {
            return new Unusable(new DeployResult.InvalidSpec(List.of(problem.get())));
        }
        try (UploadedJar jar = UploadedJar.open(upload.file(), settings.limits())) {
            HandlerSearch search = new HandlerSearch(jar);
            String handler =
                    draft.handler().isPresent() ? search.check(draft.handler().get(), "the spec") : search.find();
            List<String> detected = new ArrayList<>();
            if (draft.runtime().isEmpty()) {
                detected.add("runtime");
            }
            if (draft.handler().isEmpty()) {
                detected.add("handler");
            }
            return new Usable(draft.complete(DeploySettings.JAVA, handler), List.copyOf(detected), search.warnings());
        } catch (UploadRefusedException e) {
            return new Unusable(new DeployResult.BadUpload(e.reason(), e.sentence()));
        }
    }

    /** Keeps an upload that is usable. */
    void keep(Upload upload) throws UploadRefusedException {
        if (store.contains(upload.digest())) {
            return;
        }
        try (ArtifactStore.Draft draft = store.draft()) {
            try (UploadedJar jar = UploadedJar.open(upload.file(), settings.limits())) {
                jar.unpack(draft);
            }
            draft.take(ArtifactStore.CODE, upload.file());
            draft.commit(upload.digest());
        }
    }

    private Optional<SpecProblem> lacking(RuntimeName runtime) {
        if (settings.runtimes().contains(runtime)) {
            return Optional.empty();
        }
        String allowed = String.join(
                ", ",
                settings.runtimes().stream().map(RuntimeName::value).sorted().toList());
        return Optional.of(new SpecProblem("runtime", "this platform has no runtime '" + runtime + "'", allowed));
    }
}
