package dev.sluice.builder.build;

import dev.sluice.builder.build.CompilerProcess.Answer;
import dev.sluice.builder.build.CompilerProcess.EndedException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Has single source files compiled by the program {@code compile} of their runtime, in processes that hold the compiler: started when
 * needed, kept while they are, and apart from the gateway as builds are. The same source is compiled once by one compiler; what came of it
 * is kept. Thread-safe.
 */
public final class SourceBuilds implements AutoCloseable {

    /** Of a source file. */
    private static final int MOST_BYTES = 1 << 20;

    /** As many sources are compiled at once; more wait. */
    private static final int PROCESSES = 2;

    /** What one file may take of {@code sluice.build.timeout}, with the start of a process. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(SourceBuilds.class.getName());

    private final Path work;
    private final Results results;
    private final BuildLimits limits;
    private final CompilerProcesses processes;
    private final Semaphore places = new Semaphore(PROCESSES, true);
    private final Map<Digest, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private final Map<Path, Digest> compilers = new ConcurrentHashMap<>();

    /**
     * @param work where files are while something is compiled; what is left there when a gateway starts may be deleted
     * @param cache what is kept for later; may be deleted at any time
     * @param idle how long a process stays that has nothing to do
     */
    public SourceBuilds(Path work, Path cache, BuildLimits limits, Confinement confinement, Duration idle) {
        this.work = work;
        this.results = new Results(Disk.ownFolder(cache), Results.JAR, limits.cacheBytes());
        this.limits = limits;
        this.processes = new CompilerProcesses(work, confinement, idle);
    }

    /**
     * Compiles a file. Blocks until that is done, which is bounded; an interrupt ends it.
     *
     * @param name what its author calls the file, without folders
     * @param log is told what the compiler says, on any thread
     */
    public SourceResult compile(Path source, String name, BuildTool tool, Consumer<String> log)
            throws InterruptedException {
        try {
            if (Files.size(source) > MOST_BYTES) {
                return new SourceResult.Failed(
                        name + " has more than " + MOST_BYTES / 1024 + " KiB: compile it yourself, and deploy the jar");
            }
            return once(key(source, name, tool), source, name, tool, log);
        } catch (IOException e) {
            throw Disk.failure("cannot compile " + name, e);
        }
    }

    /** The file, its name, which classes and messages tell, and the compiler with what it compiles against. */
    private Digest key(Path source, String name, BuildTool tool) throws IOException {
        Digest compiler = compilers.computeIfAbsent(tool.program(), _ -> compiler(tool));
        return Digest.of(("compiled 1\n" + name + "\n" + compiler + "\n" + Digest.of(Files.readAllBytes(source)))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** All files of the runtime, and the release of the interpreter. */
    private static Digest compiler(BuildTool tool) {
        StringBuilder all = new StringBuilder();
        Path folder = tool.program().resolveSibling("");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(folder.relativize(file))
                        .append(' ')
                        .append(Digest.of(Files.readAllBytes(file)))
                        .append('\n');
            }
            Optional<Path> release = tool.interpreter()
                    .map(Path::getParent)
                    .map(bin -> bin.resolveSibling("release"))
                    .filter(Files::isRegularFile);
            if (release.isPresent()) {
                all.append(Files.readString(release.get()));
            }
        } catch (IOException e) {
            throw Disk.failure("cannot read the runtime in " + folder, e);
        }
        return Digest.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whoever wants what is under way waits for it, and finds it kept, or finds out for himself why it is not. */
    private SourceResult once(Digest key, Path source, String name, BuildTool tool, Consumer<String> log)
            throws InterruptedException, IOException {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        for (CompletableFuture<Void> other = underWay.putIfAbsent(key, mine);
                other != null;
                other = underWay.putIfAbsent(key, mine)) {
            awaitEnd(other);
        }
        try {
            Results.Kept kept = results.find(key);
            boolean before = kept.isThere();
            if (before) {
                Files.readAllLines(kept.log()).forEach(log);
            } else {
                Optional<SourceResult> instead = made(kept, source, name, tool, log);
                if (instead.isPresent()) {
                    return instead.get();
                }
            }
            Path copy = Disk.unfinished(work);
            Files.copy(kept.archive(), copy);
            return new SourceResult.Made(copy, before);
        } finally {
            underWay.remove(key);
            mine.complete(null);
        }
    }

    private static void awaitEnd(CompletableFuture<Void> other) throws InterruptedException {
        try {
            other.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is never completed so", e);
        }
    }

    /** Has it made and keeps it; returns what came of it instead. */
    private Optional<SourceResult> made(
            Results.Kept kept, Path source, String name, BuildTool tool, Consumer<String> log)
            throws InterruptedException, IOException {
        places.acquire();
        try {
            return madeBy(tool, source, name, kept, log);
        } catch (EndedException e) {
            LOG.log(Level.INFO, "The process that compiles {0} has ended: {1}.", name, String.valueOf(e.getMessage()));
            return switch (e.why()) {
                case LATE, OUT_OF_MEMORY -> Optional.of(new SourceResult.Failed(tooMuch(name, e)));
                case DIED -> madeAgain(tool, source, name, kept, log);
            };
        } finally {
            places.release();
        }
    }

    private Optional<SourceResult> madeAgain(
            BuildTool tool, Path source, String name, Results.Kept kept, Consumer<String> log)
            throws InterruptedException, IOException {
        try {
            return madeBy(tool, source, name, kept, log);
        } catch (EndedException e) {
            return Optional.of(new SourceResult.Failed(
                    switch (e.why()) {
                        case LATE, OUT_OF_MEMORY -> tooMuch(name, e);
                        case DIED ->
                            "the compiler ended twice over " + name + " (" + e.getMessage()
                                    + "): try again, or deploy a jar. The operator may look at " + tool.program();
                    }));
        }
    }

    private static String tooMuch(String name, EndedException e) {
        return name + " is too much for the compiler of single files: " + e.getMessage()
                + ". Divide its longest expressions, or compile it yourself and deploy the jar";
    }

    /** By one process, which rests afterwards. */
    private Optional<SourceResult> madeBy(
            BuildTool tool, Path source, String name, Results.Kept kept, Consumer<String> log)
            throws EndedException, InterruptedException, IOException {
        CompilerProcess process = processes.take(tool);
        boolean answered = false;
        try {
            Path copy = process.folder().resolve("source");
            Path result = process.folder().resolve("result");
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
            List<String> said = Collections.synchronizedList(new ArrayList<>());
            Answer answer = process.compile(copy, result, name, shortest(), said::add);
            answered = true;
            said.forEach(log);
            switch (answer) {
                case CompilerProcess.Refused(String sentence) -> {
                    return Optional.of(new SourceResult.Failed(sentence));
                }
                case CompilerProcess.AsksForLibraries _ -> {
                    return Optional.of(new SourceResult.AsksForLibraries());
                }
                case CompilerProcess.Done _ -> {}
            }
            if (!Files.isRegularFile(result)) {
                return Optional.of(new SourceResult.Failed("the compiler says that it has compiled " + name
                        + ", and there is no result: tell the operator"));
            }
            results.keep(kept, result, said);
            return Optional.empty();
        } finally {
            if (answered) {
                processes.give(tool, process);
            } else {
                process.close();
            }
        }
    }

    private Duration shortest() {
        return limits.time().compareTo(LONGEST) < 0 ? limits.time() : LONGEST;
    }

    /** Ends the processes. */
    @Override
    public void close() {
        processes.close();
    }
}
