package dev.sluice.gateway.deploy;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionCatalog.Stored;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Backend;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.logs.FunctionLogs;
import dev.sluice.core.pool.FunctionPools;
import dev.sluice.core.pool.FunctionReport;
import dev.sluice.core.pool.FunctionReport.InstanceReport;
import dev.sluice.core.spec.SpecUpdate;
import dev.sluice.gateway.decorate.Decorations;
import dev.sluice.gateway.reconcile.Reconciler;
import dev.sluice.gateway.reconcile.Unserved;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Makes code the live version of a function. A version is tried before it takes over; until then, and if anything goes
 * wrong, the old one serves. Changes of one function happen one after the other; who waits too long for that gets a {@link
 * BusyException}. Thread-safe; blocks on the disk and on trials: call it on virtual threads.
 */
public final class Deployments {

    /** Of what is only planned nobody is told a step. */
    private static final DeployProgress NOBODY = new DeployProgress() {
        @Override
        public void step(DeployStep step) {}

        @Override
        public void printed(String line) {}
    };

    private final FunctionCatalog catalog;
    private final FunctionPools pools;
    private final Reconciler reconciler;
    private final ArtifactCollector collector;
    private final Clock clock;
    private final DeploySettings settings;
    private final Intake intake;
    private final CodeSources sources;
    private final CodeBuilds builds;
    private final SpecResolver specs;
    private final Activation activation;
    private final SecretUse secretUse;
    private final Secrets secrets;
    private final OutsideUse outside;
    private final NameLocks locks = new NameLocks();
    private final BiPredicate<FunctionName, Integer> bound;

    /** The parts that a platform's functions consist of. */
    public record Parts(
            FunctionCatalog catalog,
            ArtifactStore artifacts,
            SecretStore secrets,
            FunctionPools pools,
            FunctionLogs logs,
            Decorations decorations,
            Reconciler reconciler) {}

    public Deployments(Parts parts, ArtifactCollector collector, DeploySettings settings, Clock clock) {
        this(parts, collector, settings, clock, (_, _) -> false);
    }

    /** @param bound whether work waits that only a version may do, or may wait: then it stays, though newer ones are enough */
    public Deployments(
            Parts parts,
            ArtifactCollector collector,
            DeploySettings settings,
            Clock clock,
            BiPredicate<FunctionName, Integer> bound) {
        this.bound = bound;
        this.catalog = parts.catalog();
        this.pools = parts.pools();
        this.reconciler = parts.reconciler();
        this.collector = collector;
        this.settings = settings;
        this.clock = clock;
        this.intake = new Intake(parts.artifacts(), settings);
        BuildSecrets buildSecrets = new BuildSecrets(parts.secrets());
        this.builds = new CodeBuilds(settings, buildSecrets);
        Decorations decorations = parts.decorations();
        this.specs = new SpecResolver(decorations, intake);
        this.sources = new CodeSources(settings, specs, buildSecrets);
        this.outside = new OutsideUse(
                catalog,
                decorations,
                new EgressUse(settings.upstreams(), settings.environments(), settings.reached()),
                settings.upstreams(),
                settings.reached());
        this.secretUse = new SecretUse(catalog, parts.secrets(), decorations);
        this.activation =
                new Activation(parts, new Trials(pools, parts.logs(), clock, settings.patience()), secretUse, outside);
        this.secrets =
                new Secrets(parts.secrets(), secretUse, secret -> reconciler.settle(secret, Activation.APPLYING));
    }

    public Secrets secrets() {
        return secrets;
    }

    boolean hasRuntime(RuntimeName name) {
        return settings.runtimes().has(name);
    }

    /** What a version's secrets lack. */
    List<SpecProblem> missingSecrets(FunctionVersion version) {
        return secretUse.missing(version.function().namespace(), version.spec());
    }

    /** What of others a version needs and has not: functions, leave to call an upstream. */
    List<SpecProblem> outsideProblems(FunctionVersion version) {
        return outside.problems(version.function(), version.spec());
    }

    /** Why the live version of a function does not serve at this gateway, if it does not. */
    Optional<Unserved> unserved(FunctionName name) {
        return reconciler.unserved(name);
    }

    /** Whether calls of its function go to this version at this gateway. */
    boolean serves(FunctionVersion version) {
        return reconciler.serving(version.function()).equals(Optional.of(version));
    }

    /**
     * Makes an upload, or the code that is kept, the live version with a spec; the upload is used up. What {@code update}
     * leaves out is that of the version that is live.
     */
    public DeployResult deploy(FunctionName name, SpecUpdate update, Optional<Upload> upload, DeployProgress progress)
            throws InterruptedException {
        if (upload.isEmpty()) {
            return alone(name, () -> deploy(name, catalog.get(name), update, upload, progress));
        }
        Upload sent = upload.get();
        progress.step(new DeployStep.Uploaded(sent.digest(), sent.bytes()));
        return switch (sources.compile(name, catalog.live(name), update, sent, progress)) {
            case CodeSources.Failed(DeployResult why) -> why;
            case CodeSources.Ready ready -> {
                try (ready;
                        ArtifactStore.Pin pin = collector.pin(ready.upload().digest())) {
                    yield alone(
                            name, () -> deploy(name, catalog.get(name), update, Optional.of(ready.upload()), progress));
                }
            }
        };
    }

    private DeployResult deploy(
            FunctionName name,
            Optional<Stored> stored,
            SpecUpdate update,
            Optional<Upload> upload,
            DeployProgress progress) {
        Optional<FunctionVersion> live = stored.map(kept -> kept.history().liveVersion());
        return switch (specs.resolve(name, live, update, upload, progress::step)) {
            case SpecResolver.Refused(DeployResult why) -> why;
            case SpecResolver.Complete(FunctionSpec spec, Optional<Intake.Usable> code)
            when code.isEmpty() ->
                deploy(name, stored, new Made(Optional.empty(), spec, Optional.empty(), List.of()), progress);
            case SpecResolver.Complete(FunctionSpec _, Optional<Intake.Usable> code) ->
                warned(code.get(), () -> deploy(name, stored, code.get(), upload, progress));
        };
    }

    /**
     * The kept code that a spec names by its digest, for {@link #deploy}; empty if it names none, or that of the live version,
     * which is taken anyway.
     *
     * @throws UnknownCodeException if there is no such code
     */
    public Optional<Upload> named(FunctionName name, SpecUpdate update) throws UnknownCodeException {
        Optional<Digest> live = catalog.live(name).flatMap(FunctionVersion::artifact);
        Optional<Digest> wanted = update.code().filter(digest -> !live.equals(Optional.of(digest)));
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        // Code of another namespace is nobody's who only knows its digest.
        Optional<Upload> kept = wanted.filter(digest -> catalog.refersTo(name.namespace(), digest))
                .flatMap(intake::copyOf);
        if (kept.isEmpty()) {
            throw new UnknownCodeException(wanted.get());
        }
        return kept;
    }

    /** What {@link #deploy} would change. Nothing is kept, started or changed, and whether a version starts is not seen. */
    public Plan plan(FunctionName name, SpecUpdate update, Optional<Upload> upload) {
        if (upload.isEmpty()) {
            return planOf(name, update, upload);
        }
        try {
            return switch (sources.compile(name, catalog.live(name), update, upload.get(), NOBODY)) {
                case CodeSources.Failed(DeployResult why) -> new Plan.Refused(why);
                case CodeSources.Ready ready -> {
                    try (ready) {
                        yield planOf(name, update, Optional.of(ready.upload()));
                    }
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the compilation was stopped");
        }
    }

    private Plan planOf(FunctionName name, SpecUpdate update, Optional<Upload> upload) {
        Optional<FunctionVersion> live = catalog.live(name);
        return switch (specs.resolve(name, live, update, upload, step -> {})) {
            case SpecResolver.Refused(DeployResult why) -> new Plan.Refused(why);
            case SpecResolver.Complete(FunctionSpec spec, Optional<Intake.Usable> code) ->
                planned(name, live, code, spec);
        };
    }

    private Plan planned(
            FunctionName name, Optional<FunctionVersion> live, Optional<Intake.Usable> code, FunctionSpec spec) {
        List<SpecProblem> missing = activation.missing(name, spec, secretUse.missing(name.namespace(), spec));
        if (!missing.isEmpty()) {
            return new Plan.Refused(new DeployResult.InvalidSpec(missing));
        }
        List<String> warnings =
                new ArrayList<>(code.map(Intake.Usable::warnings).orElse(List.of()));
        warnings.addAll(activation.warnings(name, spec));
        return new Plan.Planned(
                live.isPresent(),
                live.map(before -> Activation.changes(before, code.map(Intake.Usable::code), spec))
                        .orElse(List.of()),
                warnings);
    }

    /** Makes an old version live again. */
    public DeployResult rollback(FunctionName name, int number, DeployProgress progress) throws InterruptedException {
        return alone(name, () -> {
            Optional<Stored> stored = catalog.get(name);
            if (stored.isEmpty()) {
                return new DeployResult.NoSuchFunction(name);
            }
            FunctionHistory history = stored.get().history();
            Optional<FunctionVersion> version = history.version(number);
            if (version.isEmpty()) {
                List<Integer> kept =
                        history.versions().stream().map(FunctionVersion::number).toList();
                return new DeployResult.NoSuchVersion(name, number, kept);
            }
            if (history.live() == number) {
                return activation.unchanged(version.get(), List.of(), progress);
            }
            return activation.goLive(version.get(), history.withLive(number), stored, List.of(), progress);
        });
    }

    /** Removes a function, its versions and its logs; false if there is none. */
    public boolean delete(FunctionName name) throws InterruptedException {
        return alone(name, () -> {
            List<FunctionVersion> versions = versions(name);
            if (!catalog.delete(name)) {
                return false;
            }
            activation.settled(name);
            collector.retire(versions);
            return true;
        });
    }

    private List<FunctionVersion> versions(FunctionName name) {
        try {
            return catalog.get(name).map(stored -> stored.history().versions()).orElse(List.of());
        } catch (StorageException e) {
            // Its record cannot be read: it can still be deleted, and its code goes at the next start.
            return List.of();
        }
    }

    /** Adds what is to be said of the code, and of a start that costs more than a warm runner's. */
    private DeployResult warned(Intake.Usable usable, Supplier<DeployResult> deploy) {
        long begin = System.nanoTime();
        DeployResult result = deploy.get();
        if (!(result instanceof DeployResult.Live live)) {
            return result;
        }
        List<String> warnings = new ArrayList<>(usable.warnings());
        if (live.created() && !usable.spec().code().launch().jvmOptions().isEmpty()) {
            warnings.add("a cold start of this function starts a JVM, because of jvmOptions: this one took "
                    + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
        }
        return live.warn(warnings);
    }

    private DeployResult deploy(
            FunctionName name,
            Optional<Stored> stored,
            Intake.Usable usable,
            Optional<Upload> upload,
            DeployProgress progress) {
        if (upload.isPresent()) {
            return prepared(name, stored, usable, upload.get(), progress);
        }
        Optional<Upload> again = stored.map(kept -> kept.history().liveVersion())
                .filter(live -> isBuiltOtherwise(live, usable))
                .flatMap(live -> intake.copyOf(usable.code()));
        if (again.isPresent()) {
            try (Upload copy = again.get()) {
                return prepared(name, stored, usable, copy, progress);
            }
        }
        return deploy(name, stored, Made.of(usable), progress);
    }

    /** Whether code that is kept was made for another interpreter, or with other leave, than a spec says now. */
    private boolean isBuiltOtherwise(FunctionVersion live, Intake.Usable usable) {
        Backend.Code wanted = usable.spec().code();
        return live.artifact().equals(Optional.of(usable.code()))
                && hasCode(live)
                && settings.runtimes().builds(wanted.runtime())
                && !(live.spec().code().runtime().equals(wanted.runtime())
                        && live.spec().code().build().equals(wanted.build()));
    }

    /** Gets what the code depends on, keeps both, and goes on. */
    private DeployResult prepared(
            FunctionName name, Optional<Stored> stored, Intake.Usable usable, Upload upload, DeployProgress progress) {
        try {
            return switch (builds.build(
                    name.namespace(), upload.under(usable.code()), usable.spec().code(), progress)) {
                case CodeBuilds.Failed(DeployResult why) -> why;
                case CodeBuilds.Prepared prepared -> {
                    try (prepared;
                            ArtifactStore.Pin pin = collector.pin(prepared.code())) {
                        // Also when nothing changes: the code may have been lost since.
                        intake.keep(upload, usable.spec().code().runtime(), prepared);
                        progress.step(new DeployStep.Kept(prepared.code()));
                        DeployResult result = deploy(name, stored, Made.of(usable.under(prepared.code())), progress);
                        yield result instanceof DeployResult.Live live ? live.warn(prepared.warnings()) : result;
                    }
                }
            };
        } catch (UploadRefusedException e) {
            return new DeployResult.BadUpload(e.reason(), e.sentence());
        } catch (InterruptedException e) {
            // Told by the registry of deployments as one that was stopped.
            Thread.currentThread().interrupt();
            throw new CancellationException("the build was stopped");
        }
    }

    /** What a new version consists of, and which keys of its spec were found in its code. */
    private record Made(
            Optional<Digest> artifact, FunctionSpec spec, Optional<Inspection> inspection, List<String> detected) {

        static Made of(Intake.Usable usable) {
            return new Made(Optional.of(usable.code()), usable.spec(), usable.inspection(), usable.detected());
        }
    }

    private DeployResult deploy(FunctionName name, Optional<Stored> stored, Made made, DeployProgress progress) {
        Optional<FunctionVersion> live = stored.map(kept -> kept.history().liveVersion())
                .filter(version -> version.artifact().equals(made.artifact())
                        && version.spec().equals(made.spec()));
        if (live.isPresent()) {
            return activation.unchanged(live.get(), made.detected(), progress);
        }
        int number = nextNumber(name, stored);
        FunctionVersion version = new FunctionVersion(
                name,
                number,
                made.artifact(),
                made.spec(),
                made.inspection(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        FunctionHistory history = stored.map(
                        kept -> kept.history().with(version, settings.keepVersions(), other -> bound.test(name, other)))
                .orElseGet(() -> FunctionHistory.first(version));
        DeployResult result = activation.goLive(version, history, stored, made.detected(), progress);
        boolean kept = result instanceof DeployResult.Live || result instanceof DeployResult.NotInService;
        if (kept) {
            stored.ifPresent(before -> collector.retire(before.history(), history));
        } else {
            collector.retire(List.of(version));
        }
        return result;
    }

    /** One that neither a kept version has nor an instance that still runs, of a function of this name removed before. */
    private int nextNumber(FunctionName name, Optional<Stored> stored) {
        int unkept = 1
                + instances(name).stream()
                        .mapToInt(InstanceReport::version)
                        .max()
                        .orElse(0);
        return stored.map(kept -> kept.history().nextNumber()).orElse(unkept);
    }

    private List<InstanceReport> instances(FunctionName name) {
        return pools.report(name).map(FunctionReport::instances).orElse(List.of());
    }

    static boolean hasCode(FunctionVersion version) {
        return version.spec().backend() instanceof Backend.Code;
    }

    private <T> T alone(FunctionName name, Supplier<T> action) throws InterruptedException {
        try (NameLocks.Held held =
                locks.lock(name, settings.patience()).orElseThrow(() -> new BusyException(name, settings.patience()))) {
            return action.get();
        }
    }
}
