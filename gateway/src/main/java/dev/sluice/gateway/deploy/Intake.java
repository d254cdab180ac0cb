package dev.sluice.gateway.deploy;

import dev.sluice.builder.folder.FolderArtifacts;
import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.Inspection.HandlerOrigin;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.Target;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.gateway.inspect.InspectedCode;
import dev.sluice.runners.runtime.UploadKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks into uploaded code, completes its spec by what is found there, and keeps it as an artifact. */
final class Intake {

    private static final String KEPT_SPEC = "the spec that is kept";

    /** What files are called that are neither archives nor specs. */
    private static final Pattern SOURCE_NAME =
            Pattern.compile("(?i).*\\.(?!(jar|war|ear|zip|class|java|ya?ml|json|txt)$)[a-z][a-z0-9]{0,9}");

    /** The runtime for programs of any language. */
    private static final RuntimeName LISTENS = new RuntimeName("http");

    private final ArtifactStore store;
    private final DeploySettings settings;

    Intake(ArtifactStore store, DeploySettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** What came of looking. */
    sealed interface Taken {}

    /**
     * @param detected the keys of the spec that were found in the code
     * @param inspection what is kept of the looking; empty if that was before it was kept
     * @param reason why the handler is what it is, where the code says so
     * @param warnings what can hardly be meant in the code
     */
    record Usable(
            Digest code,
            FunctionSpec spec,
            List<String> detected,
            Optional<Inspection> inspection,
            Optional<String> reason,
            List<String> warnings)
            implements Taken {

        /** The same under another digest. */
        Usable under(Digest other) {
            return new Usable(other, spec, detected, inspection, reason, warnings);
        }

        DeployStep inspected() {
            return new DeployStep.Inspected(spec.code().runtime(), spec.code().handler(), detected, reason);
        }
    }

    record Unusable(DeployResult why) implements Taken {}

    /**
     * Looks into new code.
     *
     * @param asked the spec, and which of its keys are open
     * @param before the version whose spec is kept, if one is: the handler that somebody told it is kept as well
     */
    Taken inspect(Asked asked, Upload upload, Optional<FunctionVersion> before) {
        UploadKind kind = CodeRuntimes.kind(upload.file());
        Optional<RuntimeName> runtime = before.map(
                        version -> version.spec().code().runtime())
                .filter(settings.runtimes()::has)
                .filter(name -> settings.runtimes().suits(name, kind, upload.name()));
        return inspect(asked, runtime, upload, code -> handler(code, before));
    }

    /** Looks into the code of a version that is kept, for another spec. */
    Taken inspect(Asked asked, FunctionVersion kept) {
        SpecDraft draft = asked.draft();
        Backend.Code code = kept.spec().code();
        if (draft.handler().equals(Optional.of(code.handler()))
                && draft.runtime().equals(Optional.of(code.runtime()))
                && (asked.concurrencyTold() || !settings.runtimes().mayTellConcurrency(code.runtime()))) {
            return new Usable(
                    kept.code(),
                    draft.complete(code.runtime(), code.handler()),
                    List.of(),
                    kept.inspection(),
                    Optional.empty(),
                    List.of());
        }
        Optional<Upload> copy = copyOf(kept.code());
        if (copy.isEmpty()) {
            return new Unusable(new DeployResult.BadUpload(
                    UploadRefusedException.Reason.NO_CODE,
                    "the code of " + kept.label() + " is not in the store any more: send it again"));
        }
        try (Upload stored = copy.get()) {
            return inspect(asked, Optional.of(code.runtime()), stored, Intake::found);
        }
    }

    /**
     * What a deployment asks for.
     *
     * @param concurrencyTold whether the draft's concurrency is somebody's word, and not what is usual
     */
    record Asked(SpecDraft draft, boolean concurrencyTold) {}

    private record Handler(String name, HandlerOrigin origin) {}

    /** How the handler is found that nobody tells. */
    private interface Detection {
        Handler in(InspectedCode code) throws UploadRefusedException;
    }

    private static Handler found(InspectedCode code) throws UploadRefusedException {
        return new Handler(code.find(), HandlerOrigin.FOUND);
    }

    /** What a search finds is found, whoever named it: the next code is searched again. */
    private static Handler named(String name, InspectedCode code) throws UploadRefusedException {
        return finds(name, code)
                ? new Handler(name, HandlerOrigin.FOUND)
                : new Handler(code.check(name, "the spec"), HandlerOrigin.NAMED);
    }

    private static boolean finds(String name, InspectedCode code) {
        try {
            return code.find().equals(name);
        } catch (UploadRefusedException e) {
            return false;
        }
    }

    /** {@code before}: the runtime that is taken where the draft names none, if there is a reason for one. */
    private Taken inspect(Asked asked, Optional<RuntimeName> before, Upload upload, Detection detection) {
        SpecDraft draft = asked.draft();
        List<RuntimeName> candidates = draft.runtime()
                .map(settings.runtimes()::meant)
                .map(List::of)
                .orElseGet(() -> candidates(before, upload));
        if (candidates.size() > 1) {
            return new Unusable(DeployResult.BadUpload.forSeveral(candidates));
        }
        RuntimeName runtime = candidates.getFirst();
        Optional<RuntimeName> other = upload.compiledFor().filter(own -> !own.equals(runtime));
        if (other.isPresent()) {
            return new Unusable(new DeployResult.BadUpload(
                    UploadRefusedException.Reason.KIND_NOT_ACCEPTED,
                    upload.name() + " is a source file for " + other.get() + ", and the spec names the runtime "
                            + runtime + ": leave out the runtime, or send code for it"));
        }
        Optional<SpecProblem> problem = lacking(runtime);
        if (problem.isPresent()) {
            return new Unusable(new DeployResult.InvalidSpec(List.of(problem.get())));
        }
        try (InspectedCode code = settings.runtimes().open(runtime, upload)) {
            Handler handler =
                    draft.handler().isPresent() ? named(draft.handler().get(), code) : detection.in(code);
            List<String> detected = new ArrayList<>();
            if (draft.runtime().isEmpty()) {
                detected.add("runtime");
            }
            if (draft.handler().isEmpty()) {
                detected.add("handler");
            }
            Optional<Integer> concurrency =
                    asked.concurrencyTold() ? Optional.empty() : code.concurrency(handler.name());
            if (concurrency.isPresent()) {
                detected.add("concurrency");
            }
            Inspection inspection =
                    new Inspection(handler.origin(), code.contract(handler.name()), concurrency, code.targets());
            return new Usable(
                    digest(upload, runtime),
                    draft.runBy(runtime, handler.name(), concurrency),
                    List.copyOf(detected),
                    Optional.of(inspection),
                    code.reason(handler.name()),
                    warnings(code, inspection));
        } catch (UploadRefusedException e) {
            boolean guessed = draft.runtime().isEmpty() && e.reason() == UploadRefusedException.Reason.NOT_A_JAR;
            return new Unusable(new DeployResult.BadUpload(
                    e.reason(), guessed ? otherLanguages(upload) + e.sentence() : e.sentence()));
        }
    }

    /** What to say of a file that was taken for Java because nothing else takes its name; empty if the name says nothing. */
    private String otherLanguages(Upload upload) {
        return SOURCE_NAME.matcher(upload.name()).matches()
                ? "no runtime here is for " + upload.name() + ": functions that are one source file end in "
                        + settings.runtimes().endings()
                        + (settings.runtimes().has(LISTENS)
                                ? ", and a program in any other language that listens is deployed with the runtime "
                                        + LISTENS
                                : "")
                        + ". Taken for one of " + CodeRuntimes.JAVA + ", "
                : "";
    }

    /** The runtimes that it may be where nobody names one: what lies in a folder counts more than what was there before, and that more than a name. */
    private List<RuntimeName> candidates(Optional<RuntimeName> before, Upload upload) {
        if (upload.compiledFor().isPresent()) {
            return List.of(upload.compiledFor().get());
        }
        UploadKind kind = CodeRuntimes.kind(upload.file());
        List<RuntimeName> ofFolder = settings.runtimes().ofFolder(upload.file(), kind);
        Optional<RuntimeName> kept = before.filter(name -> ofFolder.isEmpty()
                || ofFolder.stream().anyMatch(other -> settings.runtimes().areOfOneLanguage(name, other)));
        if (kept.isPresent()) {
            return List.of(kept.get());
        }
        return ofFolder.isEmpty() ? List.of(settings.runtimes().guess(kind, upload.name())) : ofFolder;
    }

    private static List<String> warnings(InspectedCode code, Inspection inspection) throws UploadRefusedException {
        List<String> warnings = new ArrayList<>(code.warnings());
        List<Target> targets = inspection.targets();
        if (!targets.isEmpty() && targets.stream().noneMatch(ThisMachine::isA)) {
            warnings.add("its native libraries are for "
                    + String.join(", ", targets.stream().map(Target::toString).toList())
                    + ", and this machine is " + ThisMachine.NAME);
        }
        return warnings;
    }

    /** The handler of new code: the one that was told before, or what is found, as it was found before. */
    private Handler handler(InspectedCode code, Optional<FunctionVersion> before) throws UploadRefusedException {
        if (before.isEmpty()) {
            return found(code);
        }
        String kept = before.get().spec().code().handler();
        try {
            Handler found = found(code);
            return found.name().equals(kept) || wasFound(before.get()) ? found : kept(kept, code);
        } catch (UploadRefusedException e) {
            if (wasFound(before.get()) && !code.has(kept)) {
                throw e;
            }
            return kept(kept, code);
        }
    }

    private static Handler kept(String name, InspectedCode code) throws UploadRefusedException {
        return new Handler(code.check(name, KEPT_SPEC), HandlerOrigin.NAMED);
    }

    /** Whether a version's handler is what is found in its code, so that nobody needed to tell it. */
    private boolean wasFound(FunctionVersion version) {
        return version.inspection()
                .map(kept -> kept.handler() == HandlerOrigin.FOUND)
                .orElseGet(() -> isFound(version));
    }

    private boolean isFound(FunctionVersion version) {
        if (!settings.runtimes().has(version.spec().code().runtime())) {
            return true;
        }
        Optional<Upload> copy = copyOf(version.code());
        if (copy.isEmpty()) {
            return true;
        }
        try (Upload stored = copy.get();
                InspectedCode code =
                        settings.runtimes().open(version.spec().code().runtime(), stored)) {
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
            Path file = Files.createTempFile("sluice-code-", "");
            MessageDigest sent = Digest.sha256();
            boolean complete = false;
            try {
                Files.copy(new DigestInputStream(code, sent), file, StandardCopyOption.REPLACE_EXISTING);
                complete = true;
            } finally {
                if (!complete) {
                    Disk.deleteQuietly(file);
                }
            }
            // What was built is kept under a digest of its own, and is built again where it has to be.
            Digest own = files.contains(FolderArtifacts.RESULT) ? Digest.of(sent) : digest;
            return Optional.of(new Upload(file, own, files.getFirst()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.failure("cannot read the code " + digest, e);
        }
    }

    /** Keeps an upload that is usable, with what was built for it. */
    void keep(Upload upload, RuntimeName runtime, CodeBuilds.Prepared prepared) throws UploadRefusedException {
        if (store.contains(prepared.code())) {
            return;
        }
        try (ArtifactStore.Draft draft = store.draft()) {
            Optional<FolderArchive> folder = settings.runtimes().folder(runtime, upload.file());
            if (folder.isEmpty()) {
                try (InspectedCode code = settings.runtimes().open(runtime, upload)) {
                    code.unpack(draft);
                }
            }
            draft.take(name(folder, upload, runtime), upload.file());
            prepared.built().ifPresent(built -> {
                draft.take(FolderArtifacts.RESULT, built.archive());
                draft.take(FolderArtifacts.LOG, built.log());
            });
            draft.commit(prepared.code());
        }
    }

    /**
     * Under which an upload is kept: its own, unless the same bytes are kept under that by another name already, as those of another
     * language.
     */
    private Digest digest(Upload upload, RuntimeName runtime) {
        String name = name(settings.runtimes().folder(runtime, upload.file()), upload, runtime);
        List<String> kept = store.files(upload.digest());
        return kept.isEmpty() || kept.contains(name)
                ? upload.digest()
                : Digest.of(("named " + name + " " + upload.digest()).getBytes(StandardCharsets.UTF_8));
    }

    /** What an upload is called in its artifact. */
    private String name(Optional<FolderArchive> folder, Upload upload, RuntimeName runtime) {
        return folder.map(archive -> archive.format().kept())
                .orElseGet(() -> settings.runtimes().get(runtime).files().of(upload.name()));
    }

    private Optional<SpecProblem> lacking(RuntimeName runtime) {
        return settings.runtimes().has(runtime)
                ? Optional.empty()
                : Optional.of(settings.runtimes().lacking(runtime));
    }
}
