package dev.sluice.gateway.deploy;

import dev.sluice.builder.build.BuildTool;
import dev.sluice.builder.build.SourceBuilds;
import dev.sluice.builder.build.SourceResult;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.runners.runtime.UploadKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Has an upload that is one source file compiled before anything else looks into it. Blocks as long as that takes. */
record CodeSources(DeploySettings settings) {

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

    Done compile(Upload upload, DeployProgress progress) throws InterruptedException {
        Optional<RuntimeName> runtime = CodeRuntimes.kind(upload.file()) == UploadKind.FILE
                ? settings.runtimes().compiling(upload.name())
                : Optional.empty();
        Optional<SourceBuilds> sources = settings.sources();
        if (runtime.isEmpty() || sources.isEmpty()) {
            return new Ready(upload, false);
        }
        long begin = System.nanoTime();
        String name = withoutFolders(upload.name());
        BuildTool tool = settings.runtimes().compiler(runtime.get());
        return switch (sources.get().compile(upload.file(), name, tool, progress::printed)) {
            case SourceResult.Failed(String sentence) ->
                new Failed(new DeployResult.BadUpload(Reason.BUILD_FAILED, sentence));
            case SourceResult.Made(Path file, boolean before) -> {
                progress.step(
                        new DeployStep.Built("compiled " + name, before, Duration.ofNanos(System.nanoTime() - begin)));
                yield new Ready(new Upload(file, digest(file), upload.name(), runtime), true);
            }
        };
    }

    /** In words of one line each, which a name that somebody made up need not be. */
    private static String withoutFolders(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "_");
    }

    private static Digest digest(Path file) {
        boolean read = false;
        try {
            Digest digest = Digest.of(Files.readAllBytes(file));
            read = true;
            return digest;
        } catch (IOException e) {
            throw Disk.failure("cannot read what was compiled, " + file, e);
        } finally {
            if (!read) {
                Disk.deleteQuietly(file);
            }
        }
    }
}
