package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.disk.Folders;
import dev.sluice.cli.http.Request;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Makes the {@link GatewayCache} for the next start, beside the first gateway that has none and as long as that runs: starts another one of
 * no data at the lowest priority, and ends it. Says nothing but why it could not; no start depends on it.
 */
@Command(name = "rehearse", hidden = true, description = "Makes the next start of a gateway fast.")
public final class Rehearse implements Callable<Integer> {

    /** For the start of the other gateway, and again for its end, at which the JVM makes the file. */
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private static final String UNFINISHED = "unfinished-";
    private static final List<String> CALLS = List.of("/version", "/functions", "/pool", "/health/ready");

    private final Session session;

    @Parameters(paramLabel = "PID", description = "The gateway's process.")
    long process;

    @Mixin
    UpOptions options = new UpOptions();

    public Rehearse(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Checkout checkout = Checkout.of(session.endpoint());
        String flags = UpOptions.gatewayOptions(session.endpoint());
        Optional<GatewayCache> cache = GatewayCache.of(checkout, flags);
        GatewaySettings settings = options.settings(session.endpoint());
        if (cache.isEmpty()
                || Readiness.await(settings.platform(), this::isAlive, Readiness.PATIENCE) != Readiness.READY) {
            return Exit.OK;
        }
        try {
            alone(cache.get(), checkout, flags);
            return Exit.OK;
        } catch (IOException | CommandException e) {
            session.note("The next start of a gateway will not be faster: " + e.getMessage());
            return Exit.MACHINE;
        }
    }

    private boolean isAlive() {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private void alone(GatewayCache cache, Checkout checkout, String flags) throws IOException, InterruptedException {
        Files.createDirectories(cache.folder());
        try (FileChannel channel = FileChannel.open(
                        cache.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !cache.isThere()) {
                make(cache, checkout, flags);
            }
        }
    }

    private void make(GatewayCache cache, Checkout checkout, String flags) throws IOException, InterruptedException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(cache.folder(), UNFINISHED + "*")) {
            unfinished.forEach(Folders::deleteQuietly);
        }
        Path work = Files.createTempDirectory(cache.folder(), UNFINISHED);
        // Paths of sockets below a home must be short.
        Path home = Files.createTempDirectory("sluice-");
        try {
            Path made = work.resolve("made.aot");
            GatewaySettings settings = new GatewaySettings(
                    "127.0.0.1",
                    Preflight.freePort("127.0.0.1"),
                    home,
                    Optional.empty(),
                    Optional.of(GatewaySettings.Provider.process));
            Process gateway = start(settings, work, commandLine(checkout, flags, made));
            try {
                rehearse(settings, gateway);
            } finally {
                end(gateway);
            }
            if (!Files.exists(made)) {
                throw new IOException("the rehearsal made no cache, with exit code " + gateway.exitValue() + ".");
            }
            cache.keep(made);
        } finally {
            Folders.deleteQuietly(home);
            Folders.deleteQuietly(work);
        }
    }

    private static List<String> commandLine(Checkout checkout, String flags, Path made) {
        List<String> words = new ArrayList<>();
        // It ends also when this process is killed.
        addProgram(words, "/usr/bin/timeout", Long.toString(2 * LONGEST.toSeconds()));
        addProgram(words, "/usr/bin/nice", "-n", "19");
        int java = words.size();
        words.addAll(GatewaySettings.commandLine(checkout, flags));
        words.add(java + 1, "-XX:AOTCacheOutput=" + made);
        return words;
    }

    private static void addProgram(List<String> words, String program, String... arguments) {
        if (Files.isExecutable(Path.of(program))) {
            words.add(program);
            words.addAll(List.of(arguments));
        }
    }

    /** Nothing of what the user's gateway is told reaches it: no Kafka, no folder, no collector of traces. */
    private static Process start(GatewaySettings settings, Path work, List<String> commandLine) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(commandLine)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(work.resolve("out").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(SLUICE|QUARKUS|OTEL)_.*"));
        builder.environment().putAll(settings.environment());
        return builder.start();
    }

    private void rehearse(GatewaySettings settings, Process gateway) throws IOException, InterruptedException {
        BooleanSupplier alive = () -> gateway.isAlive() && isAlive();
        if (Readiness.await(settings.platform(), alive, LONGEST) != Readiness.READY) {
            throw new IOException("the rehearsal did not become ready.");
        }
        for (String path : CALLS) {
            settings.platform().callWithToken(Request.get(path)).close();
        }
    }

    /** As long as the user's gateway runs: the JVM makes the file at its end, in another process. */
    private void end(Process gateway) throws InterruptedException {
        gateway.destroy();
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (isAlive() && System.nanoTime() < deadline) {
            if (gateway.waitFor(1, TimeUnit.SECONDS)) {
                return;
            }
        }
        gateway.descendants().forEach(ProcessHandle::destroyForcibly);
        gateway.destroyForcibly().waitFor();
    }
}
