package dev.sluice.builder.build;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.process.SystemPrograms;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a program in a session of its own, with all that it starts, which ends with it. It ends with the gateway too where there is
 * setpriv(1).
 *
 * @param folder in which it starts, and whose size is bounded
 * @param environment all of it
 * @param memoryBytes of all its processes together, which is looked at twice a second
 */
record BuildProcess(
        List<String> command,
        Path folder,
        Map<String, String> environment,
        Duration time,
        long diskBytes,
        long memoryBytes,
        BuildLog log) {

    private static final long LOOK_MILLIS = 500;

    /** How long its output is waited for after all of it was killed: a process that got away may keep that open. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** How it ended. */
    sealed interface End {}

    record Exited(int code) implements End {}

    /** It was killed; {@code sentence} says why. */
    record Killed(String sentence) implements End {}

    /** Blocks until all of it has ended. An interrupt kills it. */
    End run() throws InterruptedException {
        CompletableFuture<End> end = new CompletableFuture<>();
        // The kernel ties a parent-death signal to the thread that spawned, which therefore stays until the end.
        Thread thread = Thread.ofPlatform().daemon().name("build").start(() -> {
            try {
                end.complete(supervised());
            } catch (InterruptedException e) {
                end.cancel(false);
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        try {
            return end.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            thread.join();
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? Disk.failure("cannot run " + command.getLast(), io)
                    : new IllegalStateException(e.getCause());
        }
    }

    private End supervised() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(alone(command)).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        // A read from a pipe holds its thread, so a virtual one would hold a carrier.
        Thread reader = Thread.ofPlatform().daemon().name("build-output").start(() -> read(process));
        try {
            process.getOutputStream().close();
            return watched(process);
        } finally {
            kill(process);
            reader.join(LAST_WORDS);
        }
    }

    private End watched(Process process) throws InterruptedException, IOException {
        long end = System.nanoTime() + time.toNanos();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - end > 0) {
                return new Killed("the build was ended because it took more than " + shown(time)
                        + ": the end of its log says where it was");
            }
            if (diskBytes < size(folder, diskBytes)) {
                return new Killed("the build was ended because it filled more than " + diskBytes / (1024 * 1024)
                        + " MiB of the disk: leave out what the function does not need, or raise sluice.build.disk");
            }
            if (memoryBytes < ProcessMemory.bytes(process.toHandle())) {
                return new Killed("the build was ended because it took more than " + memoryBytes / (1024 * 1024)
                        + " MiB of memory: the end of its log says where it was. Build it elsewhere and send what came of it,"
                        + " or raise sluice.build.memory");
            }
        }
        return new Exited(process.exitValue());
    }

    private static String shown(Duration time) {
        return time.toSeconds() < 60 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    private static List<String> alone(List<String> command) {
        List<String> words = new ArrayList<>();
        SystemPrograms.find("setpriv").ifPresent(path -> words.addAll(List.of(path.toString(), "--pdeathsig", "KILL")));
        SystemPrograms.find("setsid").ifPresent(path -> words.add(path.toString()));
        words.addAll(command);
        return words;
    }

    /** Itself, what descends from it, and what is left of its process group; what they have printed can still be read. */
    private static void kill(Process process) throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        new ProcessBuilder("/bin/sh", "-c", "kill -KILL -- -\"$1\" 2>/dev/null", "sh", Long.toString(process.pid()))
                .start()
                .onExit()
                .join();
        process.toHandle().destroyForcibly();
    }

    /** Line by line, of which none is held longer than is kept of it. */
    private void read(Process process) {
        StringBuilder line = new StringBuilder();
        try (Reader out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] buffer = new char[8 * 1024];
            for (int read = out.read(buffer); read >= 0; read = out.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        log.add(line.toString().stripTrailing());
                        line.setLength(0);
                    } else if (line.length() < BuildLog.MOST_LINE) {
                        line.append(buffer[i]);
                    }
                }
            }
        } catch (IOException e) {
            line.append(" (its output cannot be read: ").append(e.getMessage()).append(")");
        }
        if (!line.isEmpty()) {
            log.add(line.toString());
        }
    }

    /** Of all files in a folder, as far as {@code enough}; what goes away meanwhile does not count. */
    static long size(Path folder, long enough) throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return bytes[0] > enough ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }
}
