package dev.sluice.builder.build;

import dev.sluice.builder.upload.FolderArchive;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Has what a folder needs made by the program of its runtime, as a process apart from the gateway and bounded in time, output and disk. The
 * same build is made once: whoever wants it meanwhile waits for it, whoever wants it later finds it kept. Thread-safe.
 */
public final class Builds {

    private static final Duration PLANNING = Duration.ofSeconds(30);

    /** What of the gateway's own environment says how its user reaches the network and registries of packages. */
    private static final Pattern OF_THE_USER = Pattern.compile(
            "(?i)(https?|all|no)_proxy|npm_config_.+|pip_.+|go(proxy|private|noproxy|sumdb|nosumdb|insecure|auth|vcs)|ssl_cert_(file|dir)|node_extra_ca_certs|requests_ca_bundle");

    /** Where the gateway's user has such settings, below the home. */
    private static final List<String> SETTINGS = List.of(
            ".npmrc",
            ".config/pip/pip.conf",
            ".pip/pip.conf",
            ".config/go/env",
            ".m2/settings.xml",
            ".m2/settings-security.xml");

    private final Path work;
    private final FolderArchive.Format format;
    private final Results results;
    private final BuildLimits limits;
    private final Confinement confinement;
    private final Map<String, String> gateway;
    /** Ends with a failure that is everybody's, or empty. */
    private final Map<Digest, CompletableFuture<Optional<BuildResult.Failed>>> underWay = new ConcurrentHashMap<>();

    /** Those whose results belong over the folder, as a tar.gz. */
    public Builds(Path work, Path cache, BuildLimits limits, Confinement confinement, Map<String, String> gateway) {
        this(work, cache, FolderArchive.Format.TAR_GZ, limits, confinement, gateway);
    }

    /**
     * @param work where files are that are gone after a build; what is left there when a gateway starts may be deleted
     * @param cache what is kept for later builds; may be deleted at any time
     * @param format of results
     * @param gateway the gateway's own environment, of which builds see next to nothing
     */
    public Builds(
            Path work,
            Path cache,
            FolderArchive.Format format,
            BuildLimits limits,
            Confinement confinement,
            Map<String, String> gateway) {
        this.work = work;
        this.format = format;
        this.results = new Results(Disk.ownFolder(cache), Results.ending(format), limits.cacheBytes());
        this.limits = limits;
        this.confinement = confinement;
        this.gateway = Map.copyOf(gateway);
    }

    /**
     * Makes what a folder needs. Blocks until that is there; an interrupt ends it.
     *
     * @param log is told each line that the build prints, on any thread
     */
    public BuildResult build(BuildRequest request, Consumer<String> log) throws InterruptedException {
        Path own = Disk.ownFolder(Disk.unfinished(work));
        try {
            BuildLog said = new BuildLog(_ -> {}, Mask.of(request.secrets().values()));
            BuildProcess.End end = process(
                            request, own, List.of("plan", request.folder().toString()), PLANNING, said)
                    .run();
            if (!(end instanceof BuildProcess.Exited(int code)) || code != 0) {
                return failed(request, end, said);
            }
            BuildPlan plan = BuildPlan.parse(said.lines());
            plan.says().forEach(log);
            return plan.isEmpty() ? new BuildResult.Nothing(plan.warnings()) : once(request, plan, own, log);
        } finally {
            Disk.deleteQuietly(own);
        }
    }

    private BuildResult once(BuildRequest request, BuildPlan plan, Path own, Consumer<String> log)
            throws InterruptedException {
        Digest key = BuildKey.of(request, plan);
        while (true) {
            CompletableFuture<Optional<BuildResult.Failed>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<BuildResult.Failed>> other = underWay.putIfAbsent(key, mine);
            if (other == null) {
                try {
                    BuildResult result = made(key, request, plan, own, log);
                    failure(result).ifPresent(failed -> mine.complete(Optional.of(failed)));
                    return result;
                } finally {
                    underWay.remove(key);
                    mine.complete(Optional.empty());
                    tidy();
                }
            }
            log.accept("The same build is under way: waiting for it.");
            Optional<BuildResult.Failed> failed = await(other);
            if (failed.isPresent()) {
                return failed.get();
            }
        }
    }

    private static Optional<BuildResult.Failed> failure(BuildResult result) {
        return result instanceof BuildResult.Failed failed ? Optional.of(failed) : Optional.empty();
    }

    private static <T> T await(CompletableFuture<T> other) throws InterruptedException {
        try {
            return other.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void tidy() {
        try {
            if (underWay.isEmpty()) {
                results.makeRoomForTools();
            }
        } catch (IOException e) {
            throw Disk.failure("cannot tidy what tools of builds keep", e);
        }
    }

    private BuildResult made(Digest key, BuildRequest request, BuildPlan plan, Path own, Consumer<String> log)
            throws InterruptedException {
        Results.Kept kept = results.find(key);
        boolean before = kept.isThere();
        if (!before) {
            BuildLog said = new BuildLog(log, Mask.of(request.secrets().values()));
            Path archive = own.resolve("result" + Results.ending(format));
            BuildProcess.End end = process(
                            request,
                            own,
                            List.of("run", request.folder().toString(), archive.toString()),
                            limits.time(),
                            said)
                    .run();
            if (!(end instanceof BuildProcess.Exited(int code)) || code != 0) {
                return failed(request, end, said);
            }
            try {
                new FolderArchive(archive, format, limits.result()).top();
            } catch (UploadRefusedException e) {
                return new BuildResult.Failed("what the build made cannot be used: " + e.sentence());
            }
            if (hasSecrets(request, archive)) {
                return new BuildResult.Failed(
                        "what the build made has the value of one of its secrets in it, which would be kept"
                                + " with the code: have the tool not write it down");
            }
            results.keep(kept, archive, said.lines());
        }
        return built(key, kept, plan, before);
    }

    private boolean hasSecrets(BuildRequest request, Path archive) {
        try {
            return Mask.of(request.secrets().values()).isIn(archive, format);
        } catch (IOException e) {
            throw Disk.failure("cannot read the result of a build", e);
        }
    }

    private BuildResult built(Digest key, Results.Kept kept, BuildPlan plan, boolean before) {
        try {
            List<String> warnings = new ArrayList<>(plan.warnings());
            warnings.addAll(BuildPlan.told(Files.readAllLines(kept.log()), BuildPlan.WARNING));
            Path archive = Disk.unfinished(work);
            Path log = Disk.unfinished(work);
            Files.copy(kept.log(), log);
            Files.copy(kept.archive(), archive);
            return new BuildResult.Built(
                    key, archive, log, String.join("; ", plan.says()), before, List.copyOf(warnings));
        } catch (IOException e) {
            throw Disk.failure("cannot read the result of the build " + kept.archive(), e);
        }
    }

    private static BuildResult.Failed failed(BuildRequest request, BuildProcess.End end, BuildLog said) {
        return new BuildResult.Failed(
                switch (end) {
                    case BuildProcess.Killed(String sentence) -> sentence;
                    case BuildProcess.Exited(int code)
                    when code == 1 && !said.lastWords().isEmpty() -> said.lastWords();
                    case BuildProcess.Exited(int code) ->
                        "the runtime's own program " + request.tool().program() + " ended with " + code
                                + (said.lastWords().isEmpty() ? "" : " (" + said.lastWords() + ")")
                                + ": tell the operator";
                });
    }

    private BuildProcess process(BuildRequest request, Path own, List<String> arguments, Duration time, BuildLog log) {
        List<String> command = new ArrayList<>();
        command.add(request.tool().program().toString());
        command.addAll(arguments);
        Path tools = results.tools(request.namespace());
        List<Path> readable = new ArrayList<>(SETTINGS.stream()
                .map(Path.of(gateway.getOrDefault("HOME", "/"))::resolve)
                .filter(Files::isReadable)
                .toList());
        readable.add(request.tool().program().resolveSibling(""));
        readable.addAll(request.tool().readable());
        Confinement.Reach reach = new Confinement.Reach(
                readable, List.of(request.folder(), own, tools), request.tool().interpreter(), request.folder());
        return new BuildProcess(
                confinement.around(command, reach),
                request.folder(),
                environment(request, own, tools),
                time,
                limits.diskBytes(),
                limits.memoryBytes(),
                log);
    }

    private Map<String, String> environment(BuildRequest request, Path own, Path tools) {
        Map<String, String> environment = new HashMap<>();
        gateway.forEach((name, value) -> {
            if (OF_THE_USER.matcher(name).matches()) {
                environment.put(name, value);
            }
        });
        environment.put("PATH", gateway.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        environment.put("HOME", own.toString());
        environment.put("TMPDIR", own.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("SLUICE_USER_HOME", gateway.getOrDefault("HOME", "/"));
        environment.put("SLUICE_BUILD_CACHE", tools.toString());
        environment.put("SLUICE_BUILD_INSTALL_SCRIPTS", String.join(" ", request.installScripts()));
        environment.putAll(request.tool().environment());
        request.secrets().forEach((name, value) -> environment.put(name, value.reveal()));
        return environment;
    }
}
