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
import dev.sluice.gateway.inspect.InspectedCode;
import dev.sluice.gateway.inspect.UploadRefusedException;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.runtime.UploadKind;
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
        return inspect(draft, Optional.empty(), upload.digest(), upload.file(), code -> handler(code, before));
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
            return inspect(draft, Optional.of(code.runtime()), stored.digest(), stored.file(), InspectedCode::find);
        }
    }

    /** How the handler is found that nobody tells. */
    private interface Detection {
        String in(InspectedCode code) throws UploadRefusedException;
    }

    /** {@code before}: the runtime that the code was kept for, if it was. */
    private Taken inspect(
            SpecDraft draft, Optional<RuntimeName> before, Digest digest, Path file, Detection detection) {
        UploadKind kind = kind(file);
        RuntimeName runtime = draft.runtime()
                .or(() -> before)
                .orElseGet(() -> settings.runtimes().guess(kind));
        Optional<SpecProblem> problem = lacking(runtime);
        if (problem.isPresent()) {
            return new Unusable(new DeployResult.InvalidSpec(List.of(problem.get())));
        }
        try (InspectedCode code = open(runtime, kind, file)) {
            String handler =
                    draft.handler().isPresent() ? code.check(draft.handler().get(), "the spec") : detection.in(code);
            List<String> detected = new ArrayList<>();
            if (draft.runtime().isEmpty()) {
                detected.add("runtime");
            }
            if (draft.handler().isEmpty()) {
                detected.add("handler");
            }
            return new Usable(digest, draft.complete(runtime, handler), List.copyOf(detected), code.warnings());
        } catch (UploadRefusedException e) {
            return new Unusable(new DeployResult.BadUpload(e.reason(), e.sentence()));
        }
    }

    /** Jars are looked into whatever they are, because that finds out what is wrong with them. */
    private InspectedCode open(RuntimeName runtime, UploadKind kind, Path file) throws UploadRefusedException {
        Runtimes.Runtime installed = settings.runtimes().get(runtime);
        if (installed.inspection() != Runtimes.Inspection.JAR
                && !installed.accepts().contains(kind)) {
            throw new UploadRefusedException(
                    UploadRefusedException.Reason.KIND_NOT_ACCEPTED,
                    kind == UploadKind.ZIP
                            ? "the upload is a zip, and the runtime " + runtime + " accepts single files: send the file"
                            : "the upload is no zip, and the runtime " + runtime + " accepts nothing else: send a zip");
        }
        return settings.runtimes().inspector(runtime).open(file);
    }

    private static UploadKind kind(Path file) {
        try {
            return UploadKind.of(file);
        } catch (IOException e) {
            throw Disk.failure("cannot read the upload " + file, e);
        }
    }

    /** The handler of new code: the one that was told before, or what is found, as it was found before. */
    private String handler(InspectedCode search, Optional<FunctionVersion> before) throws UploadRefusedException {
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
        if (!settings.runtimes().has(version.spec().code().runtime())) {
            return true;
        }
        Optional<Upload> copy = copyOf(version.code());
        if (copy.isEmpty()) {
            return true;
        }
        try (Upload stored = copy.get();
                InspectedCode code = settings.runtimes()
                        .inspector(version.spec().code().runtime())
                        .open(stored.file())) {
            return code.find().equals(version.spec().code().handler());
        } catch (UploadRefusedException e) {
            return false;
        }
    }

    /** Kept code in a file of its own, to look into; empty if the store has it not, or not any more. */
    Optional<Upload> copyOf(Digest digest) {
        List<String> files = store.files(digest);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream code = store.open(digest, files.getFirst())) {
            Upload copy = new Upload(Files.createTempFile("sluice-code-", ""), digest);
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
    void keep(Upload upload, RuntimeName runtime) throws UploadRefusedException {
        if (store.contains(upload.digest())) {
            return;
        }
        try (ArtifactStore.Draft draft = store.draft()) {
            try (InspectedCode code = settings.runtimes().inspector(runtime).open(upload.file())) {
                code.unpack(draft);
            }
            draft.take(settings.runtimes().get(runtime).file(), upload.file());
            draft.commit(upload.digest());
        }
    }

    private Optional<SpecProblem> lacking(RuntimeName runtime) {
        return settings.runtimes().has(runtime)
                ? Optional.empty()
                : Optional.of(new SpecProblem(
                        "runtime",
                        "this platform has no runtime '" + runtime + "'",
                        settings.runtimes().names()));
    }
}
