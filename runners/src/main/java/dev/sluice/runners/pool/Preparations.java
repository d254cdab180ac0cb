package dev.sluice.runners.pool;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.runners.runtime.Runtimes;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs each runtime's {@code prepare} once per content of the runtime and JDK, in the background, and keeps what it made
 * in {@code cache/RUNTIME-HASH}. Runners started before it is done get an empty folder; so do all if it fails.
 */
final class Preparations {

    private static final System.Logger LOG = System.getLogger(Preparations.class.getName());
    private static final String DONE = "prepared";
    private static final int MOST_MINUTES = 5;
    private static final int TAIL_BYTES = 4 * 1024;

    private final Path cache;
    private final Path javaHome;
    private final Executor background;
    private final Map<RuntimeName, Path> ready = new ConcurrentHashMap<>();
    private final Set<RuntimeName> begun = ConcurrentHashMap.newKeySet();
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Preparations(Path cache, Path javaHome, Executor background) {
        this.cache = cache.toAbsolutePath().normalize();
        this.javaHome = javaHome;
        this.background = background;
    }

    /** What runners of this runtime get as their cache folder now. */
    Path folderFor(RuntimeName runtime) throws IOException {
        Path folder = ready.get(runtime);
        return folder != null ? folder : Files.createDirectories(cache.resolve("none"));
    }

    /** Ends what is being prepared; it is begun again in the next life. */
    void close() {
        closed = true;
        running.forEach(Preparations::end);
    }

    /** Uses what was made in an earlier life, if there is any. */
    void recall(Runtimes.Runtime runtime) {
        if (runtime.prepare().isEmpty()) {
            return;
        }
        try {
            Path folder = folder(runtime);
            if (Files.exists(folder.resolve(DONE))) {
                begun.add(runtime.name());
                ready.put(runtime.name(), folder);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The cache of runtime {0} cannot be read: {1}", runtime.name(), e.toString());
        }
    }

    /** Makes the cache unless it is there or was tried in this life. */
    void begin(Runtimes.Runtime runtime) {
        if (runtime.prepare().isPresent() && begun.add(runtime.name())) {
            background.execute(() -> prepare(runtime, runtime.prepare().orElseThrow()));
        }
    }

    private void prepare(Runtimes.Runtime runtime, Path executable) {
        try {
            Path folder = folder(runtime);
            discardOthers(runtime, folder);
            Files.createDirectories(folder);
            String complaint = run(executable, runtime.environment(), folder);
            if (complaint.isEmpty()) {
                Files.createFile(folder.resolve(DONE));
                ready.put(runtime.name(), folder);
                LOG.log(Level.INFO, "Prepared runtime {0}: its runners start faster from now on.", runtime.name());
            } else {
                complain(runtime, complaint);
            }
        } catch (IOException e) {
            complain(runtime, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What {@link #close} has ended is no fault of the runtime's. */
    private void complain(Runtimes.Runtime runtime, String complaint) {
        if (!closed) {
            LOG.log(
                    Level.WARNING,
                    "Runtime {0} could not be prepared, its runners start more slowly: {1}",
                    runtime.name(),
                    complaint);
        }
    }

    /** What went wrong, or nothing. */
    private String run(Path executable, Map<String, String> own, Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(executable.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Path output = Files.createTempFile(folder, "prepare-", ".txt");
        builder.redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "SLUICE_CACHE", folder.toString(),
                        "SLUICE_JAVA_HOME", javaHome.toString(),
                        "PATH", "/usr/local/bin:/usr/bin:/bin",
                        "HOME", folder.toString(),
                        "TMPDIR", folder.toString(),
                        "LANG", "C.UTF-8",
                        "TZ", "UTC"));
        builder.environment().putAll(own);
        Process process = builder.start();
        running.add(process);
        if (closed) {
            end(process);
        }
        try {
            if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
                return "it took longer than " + MOST_MINUTES + " minutes";
            }
            return process.exitValue() == 0 ? "" : "exit code " + process.exitValue() + ": " + tail(output);
        } finally {
            end(process);
            running.remove(process);
            Files.deleteIfExists(output);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String tail(Path output) throws IOException {
        try (InputStream in = Files.newInputStream(output)) {
            in.skipNBytes(Math.max(0, Files.size(output) - TAIL_BYTES));
            return new String(in.readNBytes(TAIL_BYTES), StandardCharsets.UTF_8).strip();
        }
    }

    /** What an older content of this runtime left. */
    private void discardOthers(Runtimes.Runtime runtime, Path current) throws IOException {
        if (!Files.isDirectory(cache)) {
            return;
        }
        List<Path> others;
        try (Stream<Path> entries = Files.list(cache)) {
            others = entries.filter(entry -> entry.getFileName().toString().startsWith(runtime.name() + "-"))
                    .filter(entry -> !entry.equals(current) || !Files.exists(entry.resolve(DONE)))
                    .toList();
        }
        for (Path other : others) {
            Disk.deleteTree(other);
        }
    }

    /** Named after all that the cache depends on: each file of the runtime by name, size and date, the JDK, and the interpreter. */
    private Path folder(Runtimes.Runtime runtime) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(
                (javaHome + "\n" + System.getProperty("java.vm.version") + "\n").getBytes(StandardCharsets.UTF_8));
        runtime.interpreter()
                .ifPresent(own ->
                        sha256.update((own.path() + "\n" + own.version() + "\n").getBytes(StandardCharsets.UTF_8)));
        try (Stream<Path> files = Files.walk(runtime.folder())) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String line = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
                sha256.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return cache.resolve(runtime.name() + "-" + Digest.of(sha256).hex().substring(0, 16));
    }
}
