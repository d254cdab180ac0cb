package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.gateway.artifact.HandlerSearch;
import dev.sluice.gateway.artifact.UploadRefusedException;
import dev.sluice.gateway.artifact.UploadedJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks into uploaded code, completes its spec by what is found there, and keeps it as an artifact. */
final class Intake {

    private static final String KEPT_SPEC = "the spec that is kept";

    private final ArtifactStore store;
    private final DeploySettings settings;

    Intake(ArtifactStore store, DeploySettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** What came of looking. */
    sealed interface Taken {}

    /** {@code detected}: the keys of the spec that were found in the code. {@code warnings}: what can hardly be meant there. */
    record Usable(Digest code, FunctionSpec spec, List<String> detected, List<String> warnings) implements Taken {

        DeployStep inspected() {
            return new DeployStep.Inspected(spec.code().runtime(), spec.code().handler(), detected);
        }
    }

    record Unusable(DeployResult why) implements Taken {}

    /**
     * Looks into new code.
     *
     * @param before the version whose spec is kept, if one is: the handler that somebody told it is kept as well
     */
    Taken inspect(SpecDraft draft, Upload upload, Optional<FunctionVersion> before) {
        return inspect(draft, upload.digest(), upload.file(), search -> handler(search, before));
    }

    /** Looks into the code of a version that is kept, for another spec. */
    Taken inspect(SpecDraft draft, FunctionVersion kept) {
        Backend.Code code = kept.spec().code();
        if (draft.handler().equals(Optional.of(code.handler()))
                && draft.runtime().equals(Optional.of(code.runtime()))) {
            return new Usable(kept.code(), draft.complete(code.runtime(), code.handler()), List.of(), List.of());
        }
        Optional<Upload> copy = copyOf(kept.code());
        if (copy.isEmpty()) {
            return new Unusable(new DeployResult.BadUpload(
                    UploadRefusedException.Reason.NO_CODE,
                    "the code of " + kept.label() + " is not in the store any more: send it again"));
        }
        try (Upload stored = copy.get()) {
            return inspect(draft, stored.digest(), stored.file(), HandlerSearch::find);
        }
    }

    /** How the handler is found that nobody tells. */
    private interface Detection {
        String in(HandlerSearch search) throws UploadRefusedException;
    }

    private Taken inspect(SpecDraft draft, Digest digest, Path file, Detection detection) {
        Optional<SpecProblem> problem = draft.runtime().flatMap(this::lacking);
        if (problem.isPresent()) {
            return new Unusable(new DeployResult.InvalidSpec(List.of(problem.get())));
        }
        try (UploadedJar jar = UploadedJar.open(file, settings.limits())) {
            HandlerSearch search = new HandlerSearch(jar);
            String handler = draft.handler().isPresent()
                    ? search.check(draft.handler().get(), "the spec")
                    : detection.in(search);
            List<String> detected = new ArrayList<>();
            if (draft.runtime().isEmpty()) {
                detected.add("runtime");
            }
            if (draft.handler().isEmpty()) {
                detected.add("handler");
            }
            return new Usable(
                    digest, draft.complete(DeploySettings.JAVA, handler), List.copyOf(detected), search.warnings());
        } catch (UploadRefusedException e) {
            return new Unusable(new DeployResult.BadUpload(e.reason(), e.sentence()));
        }
    }

    /** The handler of new code: the one that was told before, or what is found, as it was found before. */
    private String handler(HandlerSearch search, Optional<FunctionVersion> before) throws UploadRefusedException {
        if (before.isEmpty()) {
            return search.find();
        }
        String kept = before.get().spec().code().handler();
        try {
            String found = search.find();
            return found.equals(kept) || wasFound(before.get()) ? found : search.check(kept, KEPT_SPEC);
        } catch (UploadRefusedException e) {
            if (wasFound(before.get()) && !search.has(kept)) {
                throw e;
            }
            return search.check(kept, KEPT_SPEC);
        }
    }

    /** Whether a version's handler is what is found in its code, so that nobody needed to tell it. */
    private boolean wasFound(FunctionVersion version) {
        Optional<Upload> copy = copyOf(version.code());
        if (copy.isEmpty()) {
            return true;
        }
        try (Upload stored = copy.get();
                UploadedJar jar = UploadedJar.open(stored.file(), settings.limits())) {
            return new HandlerSearch(jar).find().equals(version.spec().code().handler());
        } catch (UploadRefusedException e) {
            return false;
        }
    }

    /** Kept code in a file of its own, to look into; empty if the store has it not, or not any more. */
    Optional<Upload> copyOf(Digest digest) {
        if (!store.contains(digest)) {
            return Optional.empty();
        }
        try (InputStream code = store.open(digest, ArtifactStore.CODE)) {
            Upload copy = new Upload(Files.createTempFile("sluice-code-", ".jar"), digest);
            boolean complete = false;
            try {
                Files.copy(code, copy.file(), StandardCopyOption.REPLACE_EXISTING);
                complete = true;
            } finally {
                if (!complete) {
                    copy.close();
                }
            }
            return Optional.of(copy);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read the code " + digest, e);
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
