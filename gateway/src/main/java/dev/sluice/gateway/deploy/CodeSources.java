package dev.sluice.gateway.deploy;

import dev.sluice.builder.build.BuildRequest;
import dev.sluice.builder.build.BuildResult;
import dev.sluice.builder.build.BuildTool;
import dev.sluice.builder.build.Builds;
import dev.sluice.builder.build.SourceResult;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.core.spec.SpecUpdate;
import dev.sluice.runners.runtime.UploadKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Has an upload that is one source file, or a project, made into a file that can be deployed before anything else looks into it. Blocks as long as that takes. */
record CodeSources(DeploySettings settings, SpecResolver specs, BuildSecrets secrets) {

    /** What came of it. */
    sealed interface Done {}

    /** What to go on with: the upload as it was sent, or another one of what was made of it, and then {@code made} is true. */
    record Ready(Upload upload, boolean made) implements Done, AutoCloseable {

        /** What was sent is its owner's. */
        @Override
        public void close() {
            if (made) {
                upload.close();
            }
        }
    }

    record Failed(DeployResult why) implements Done {}

    /** Whose code it is, what its spec asks for, and the runtime of the version whose spec is kept, if one is. */
    private record Asked(Namespace namespace, SpecDraft draft, Optional<RuntimeName> before) {}

    /**
     * Makes a file of the upload that can be deployed, if it is something to make one of.
     *
     * @param live the version that {@code update} is over
     */
    Done compile(
            FunctionName name,
            Optional<FunctionVersion> live,
            SpecUpdate update,
            Upload upload,
            DeployProgress progress)
            throws InterruptedException {
        UploadKind kind = CodeRuntimes.kind(upload.file());
        List<RuntimeName> runtimes = runtimes(upload, kind);
        if (runtimes.isEmpty()) {
            return new Ready(upload, false);
        }
        return switch (specs.read(name, live, update, true)) {
            case SpecResolver.Refused(DeployResult why) -> new Failed(why);
            case SpecResolver.Checked(Intake.Asked(SpecDraft draft, boolean _)) -> {
                Optional<RuntimeName> before = live.filter(_ -> update instanceof SpecUpdate.Patch)
                        .filter(Deployments::hasCode)
                        .map(version -> version.spec().code().runtime());
                Asked asked = new Asked(name.namespace(), draft, before);
                yield switch (kind) {
                    case FILE -> file(asked, upload, runtimes.getFirst(), progress);
                    case ZIP, TAR_GZ -> archive(asked, upload, kind, runtimes, progress);
                };
            }
        };
    }

    /** That which would make something of it, and those that take it as it is; none if there is nothing to make. */
    private List<RuntimeName> runtimes(Upload upload, UploadKind kind) {
        return switch (kind) {
            case FILE ->
                settings.sources().flatMap(_ -> settings.runtimes().compiling(upload.name())).stream()
                        .toList();
            case ZIP, TAR_GZ ->
                settings.projects()
                        .map(_ -> settings.runtimes().ofProject(upload.file(), kind))
                        .orElse(List.of());
        };
    }

    private Done file(Asked asked, Upload upload, RuntimeName runtime, DeployProgress progress)
            throws InterruptedException {
        long begin = System.nanoTime();
        String name = withoutFolders(upload.name());
        BuildTool tool = settings.runtimes().compiler(runtime);
        return switch (settings.sources().orElseThrow().compile(upload.file(), name, tool, progress::printed)) {
            case SourceResult.Failed(String sentence) -> failed(Reason.BUILD_FAILED, sentence);
            case SourceResult.Made(Path file, boolean before) -> {
                progress.step(
                        new DeployStep.Built("compiled " + name, before, Duration.ofNanos(System.nanoTime() - begin)));
                yield made(file, upload, runtime);
            }
            case SourceResult.AsksForLibraries _ -> withLibraries(asked, upload, name, runtime, progress);
        };
    }

    private Done archive(
            Asked asked, Upload upload, UploadKind kind, List<RuntimeName> runtimes, DeployProgress progress)
            throws InterruptedException {
        Optional<RuntimeName> meant = meant(asked, runtimes);
        if (meant.isEmpty()) {
            return new Failed(DeployResult.BadUpload.forSeveral(runtimes));
        }
        RuntimeName builder = runtimes.getFirst();
        if (!meant.get().equals(builder)) {
            return new Ready(upload, false);
        }
        try {
            return project(asked, settings.runtimes().unpack(upload.file(), kind), upload, builder, progress);
        } catch (UploadRefusedException e) {
            return failed(e.reason(), e.sentence());
        }
    }

    /** The runtime that a project is for: that which is told, else the one of the language that the function is in, else the only one. */
    private Optional<RuntimeName> meant(Asked asked, List<RuntimeName> runtimes) {
        return asked.draft()
                .runtime()
                .map(settings.runtimes()::meant)
                .or(() -> asked.before()
                        .flatMap(before -> runtimes.stream()
                                .filter(runtime -> settings.runtimes().areOfOneLanguage(before, runtime))
                                .findFirst()))
                .or(() -> runtimes.size() == 1 ? Optional.of(runtimes.getFirst()) : Optional.empty());
    }

    /** One file lies in a folder of its own. */
    private Done withLibraries(Asked asked, Upload upload, String name, RuntimeName runtime, DeployProgress progress)
            throws InterruptedException {
        Path folder = Disk.ownFolder(settings.runtimes().newFolder());
        try {
            Files.copy(upload.file(), folder.resolve(name));
        } catch (IOException e) {
            Disk.deleteQuietly(folder);
            throw Disk.failure("cannot copy the upload into " + folder, e);
        }
        return project(asked, folder, upload, runtime, progress);
    }

    /** {@code folder} is used up. */
    private Done project(Asked asked, Path folder, Upload upload, RuntimeName runtime, DeployProgress progress)
            throws InterruptedException {
        try {
            if (settings.projects().isEmpty()) {
                return failed(
                        Reason.BUILD_FAILED, upload.name() + " asks for libraries, and this platform builds nothing");
            }
            ProjectBuilds projects = settings.projects().get();
            BuildTool tool = settings.runtimes().packager(runtime, projects.maven());
            return switch (secrets.request(
                    folder, tool, asked.namespace(), asked.draft().build())) {
                case BuildSecrets.Incomplete(DeployResult why) -> new Failed(why);
                case BuildSecrets.Complete(BuildRequest request) ->
                    project(projects.builds(), request, upload, runtime, progress);
            };
        } finally {
            Disk.deleteQuietly(folder);
        }
    }

    private static Done project(
            Builds builds, BuildRequest request, Upload upload, RuntimeName runtime, DeployProgress progress)
            throws InterruptedException {
        long begin = System.nanoTime();
        return switch (builds.build(request, progress::printed)) {
            case BuildResult.Nothing _ -> new Ready(upload, false);
            case BuildResult.Failed(String sentence) -> failed(Reason.BUILD_FAILED, sentence);
            case BuildResult.Built built -> {
                Disk.deleteQuietly(built.log());
                progress.step(new DeployStep.Built(
                        built.says(), built.before(), Duration.ofNanos(System.nanoTime() - begin)));
                yield made(built.archive(), upload, runtime);
            }
        };
    }

    private static Ready made(Path file, Upload upload, RuntimeName runtime) {
        return new Ready(new Upload(file, digest(file), upload.name(), Optional.of(runtime)), true);
    }

    private static Failed failed(Reason reason, String sentence) {
        return new Failed(new DeployResult.BadUpload(reason, sentence));
    }

    /** In words of one line each, which a name that somebody made up need not be. */
    private static String withoutFolders(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "_");
    }

    private static Digest digest(Path file) {
        boolean read = false;
        try {
            MessageDigest sha256 = Digest.sha256();
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            read = true;
            return Digest.of(sha256);
        } catch (IOException e) {
            throw Disk.failure("cannot read what was compiled, " + file, e);
        } finally {
            if (!read) {
                Disk.deleteQuietly(file);
            }
        }
    }
}
