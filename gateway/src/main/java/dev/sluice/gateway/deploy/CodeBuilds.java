package dev.sluice.gateway.deploy;

import dev.sluice.builder.build.BuildRequest;
import dev.sluice.builder.build.BuildResult;
import dev.sluice.builder.build.BuildTool;
import dev.sluice.builder.build.Builds;
import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Has what a folder depends on got before the folder is kept. Blocks as long as a build takes. */
record CodeBuilds(DeploySettings settings, BuildSecrets secrets) {

    /** What came of it. */
    sealed interface Done {}

    /**
     * @param code under which the code is kept: that of the upload, or, if something was built for it, of both
     * @param built what was built
     */
    record Prepared(Digest code, Optional<BuildResult.Built> built, List<String> warnings)
            implements Done, AutoCloseable {

        @Override
        public void close() {
            built.ifPresent(BuildResult.Built::close);
        }
    }

    record Failed(DeployResult why) implements Done {}

    Done build(Namespace namespace, Upload upload, Backend.Code code, DeployProgress progress)
            throws InterruptedException {
        Optional<BuildTool> tool = settings.runtimes().buildTool(code, upload);
        if (tool.isEmpty() || settings.builds().isEmpty()) {
            return new Prepared(upload.digest(), Optional.empty(), List.of());
        }
        Path folder = settings.runtimes().newFolder();
        return switch (secrets.request(folder, tool.get(), namespace, code.build())) {
            case BuildSecrets.Incomplete(DeployResult why) -> new Failed(why);
            case BuildSecrets.Complete(BuildRequest request) ->
                build(settings.builds().get(), request, upload, code, progress);
        };
    }

    private Done build(Builds builds, BuildRequest request, Upload upload, Backend.Code code, DeployProgress progress)
            throws InterruptedException {
        long begin = System.nanoTime();
        try {
            put(upload, code, request.folder());
            return switch (builds.build(request, progress::printed)) {
                case BuildResult.Nothing(List<String> warnings) ->
                    new Prepared(upload.digest(), Optional.empty(), warnings);
                case BuildResult.Failed(String sentence) ->
                    failed(UploadRefusedException.Reason.BUILD_FAILED, sentence);
                case BuildResult.Built built -> {
                    progress.step(new DeployStep.Built(
                            built.says(), built.before(), Duration.ofNanos(System.nanoTime() - begin)));
                    yield new Prepared(both(upload.digest(), built.key()), Optional.of(built), built.warnings());
                }
            };
        } catch (UploadRefusedException e) {
            return failed(e.reason(), e.sentence());
        } finally {
            Disk.deleteQuietly(request.folder());
        }
    }

    /** What is one file lies in the folder alone, by the name that it has in its artifact. */
    private void put(Upload upload, Backend.Code code, Path folder) throws UploadRefusedException {
        Optional<FolderArchive> archive = settings.runtimes().folder(code.runtime(), upload.file());
        if (archive.isPresent()) {
            archive.get().unpack(folder);
            return;
        }
        try {
            Files.copy(
                    upload.file(),
                    Disk.ownFolder(folder)
                            .resolve(settings.runtimes()
                                    .get(code.runtime())
                                    .files()
                                    .of(upload.name())));
        } catch (IOException e) {
            throw Disk.failure("cannot copy the upload into " + folder, e);
        }
    }

    private static Failed failed(UploadRefusedException.Reason reason, String sentence) {
        return new Failed(new DeployResult.BadUpload(reason, sentence));
    }

    /** The same upload built for another machine, or by other tools, is other code. */
    private static Digest both(Digest upload, Digest build) {
        return Digest.of(("built " + upload + " " + build).getBytes(StandardCharsets.UTF_8));
    }
}
