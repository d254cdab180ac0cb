package dev.sluice.core.catalog;

import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.Catalog.Watching;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The functions of a catalog, with all their versions: each that is not live is a resource of its own and is written before
 * the function that refers to it. Thread-safe; blocks where the catalog does. Every call may throw {@link StorageException}.
 */
public final class FunctionCatalog {

    private final Catalog catalog;
    private final ArtifactReferences references = new ArtifactReferences();

    /** What is counted in {@link #references} of each function. */
    private final Map<ResourceId<?, ?>, FunctionStatus> counted = new ConcurrentHashMap<>();

    /** A function as it is kept. */
    public record Stored(FunctionHistory history, Revision revision) {}

    /** Counts what all functions refer to, now and later, and deletes versions that a crash left without their function. */
    public FunctionCatalog(Catalog catalog) {
        this.catalog = catalog;
        while (!(catalog.watch(countAll(), this::count) instanceof Watching.Started)) {
            // So much was changed meanwhile that not all of it could be told.
        }
        // While there are functions that only a newer build can read, nobody here knows which versions are theirs.
        if (catalog.understandsAll()) {
            catalog.namespaces(FunctionKinds.VERSION).forEach(this::deleteOrphans);
        }
    }

    /** What this stands on. */
    public Catalog resources() {
        return catalog;
    }

    /**
     * The live versions of a namespace's functions in order of their names: at most {@code limit}, those after the name
     * {@code after}.
     */
    public List<FunctionVersion> live(Namespace namespace, String after, int limit) {
        return page(namespace, after, limit).stream()
                .map(FunctionCatalog::liveVersion)
                .toList();
    }

    /** Tells the live version of each function of all namespaces, in order of their names. */
    public void eachLive(Consumer<FunctionVersion> told) {
        each(function -> told.accept(liveVersion(function)));
    }

    /** As {@link #eachLive(Consumer)}, of one namespace. */
    public void eachLive(Namespace namespace, Consumer<FunctionVersion> told) {
        catalog.each(FunctionKinds.FUNCTION, namespace, function -> told.accept(liveVersion(function)));
    }

    /** The live version of one function. Answers from memory. */
    public Optional<FunctionVersion> live(FunctionName name) {
        return catalog.get(FunctionKinds.function(name)).map(FunctionCatalog::liveVersion);
    }

    /** A version that is kept of a function, live or not, after all that anybody has changed. */
    public Optional<FunctionVersion> version(FunctionName name, int number) {
        Revision _ = catalog.revision();
        return get(name).flatMap(stored -> stored.history().version(number));
    }

    /** All that is kept of one function. */
    public Optional<Stored> get(FunctionName name) {
        while (true) {
            Optional<Resource<FunctionSpec, FunctionStatus>> function = catalog.get(FunctionKinds.function(name));
            if (function.isEmpty()) {
                return Optional.empty();
            }
            Optional<FunctionHistory> history = history(name, function.get());
            if (history.isPresent()) {
                return history.map(all -> new Stored(all, function.get().revision()));
            }
            if (catalog.get(FunctionKinds.function(name)).equals(function)) {
                throw new StorageException(
                        StorageException.Reason.FAILED,
                        "a version of " + name + " is not in the catalog any more, though the function refers to it:"
                                + " put its record back, or delete the function and deploy it anew");
            }
        }
    }

    /**
     * Puts a function in the place of what {@code expected} names, or of nothing if it is {@link Revision#NONE}.
     *
     * @return {@link Put.Done}, or {@link Put.Conflict} if somebody else changed it first
     */
    public synchronized Put put(FunctionHistory history, Revision expected) {
        var id = FunctionKinds.function(history.name());
        Optional<Resource<FunctionSpec, FunctionStatus>> before = catalog.get(id);
        Revision actual = before.map(Resource::revision).orElse(Revision.NONE);
        if (!actual.equals(expected)) {
            return new Put.Conflict(actual);
        }
        FunctionStatus status = FunctionStatus.of(history);
        // What it refers to counts from before, so that nobody deletes it meanwhile.
        references.add(id.namespace(), status);
        try {
            history.versions().stream()
                    .filter(version -> version.number() != history.live())
                    .forEach(version -> keep(version, before.map(Resource::status)));
            List<Superseded> superseded = before.stream()
                    .flatMap(old -> superseded(history.name(), old.status(), status))
                    .toList();
            Put done = catalog.put(id, history.liveVersion().spec(), status, expected);
            if (done instanceof Put.Done) {
                superseded.forEach(this::delete);
            }
            return done;
        } finally {
            references.remove(id.namespace(), status);
        }
    }

    /** Deletes a function and all its versions; false if there was none. */
    public synchronized boolean delete(FunctionName name) {
        var id = FunctionKinds.function(name);
        List<Superseded> versions = catalog.get(id).stream()
                .flatMap(function -> function.status().versions().stream())
                .flatMap(version -> superseded(FunctionKinds.version(name, version.number())))
                .toList();
        boolean deleted = catalog.delete(id);
        if (deleted) {
            versions.forEach(this::delete);
        }
        return deleted;
    }

    /**
     * Whether a version of any function has this artifact, after all that anybody has changed. May by a rare accident say yes
     * for an artifact that none has; never the other way round. Yes for all of them while the catalog has records that only a newer
     * build understands.
     */
    public boolean refersTo(Digest artifact) {
        Revision _ = catalog.revision();
        return references.contains(artifact) || !catalog.understandsAll();
    }

    /** As {@link #refersTo(Digest)}, of the functions of one namespace, and no where nothing is known. */
    public boolean refersTo(Namespace namespace, Digest artifact) {
        return references.contains(namespace, artifact);
    }

    private Optional<FunctionHistory> history(FunctionName name, Resource<FunctionSpec, FunctionStatus> function) {
        List<FunctionVersion> versions = new ArrayList<>();
        FunctionVersion live = liveVersion(function);
        for (FunctionStatus.Kept kept : function.status().versions()) {
            if (kept.number() == live.number()) {
                versions.add(live);
                continue;
            }
            var version = catalog.get(FunctionKinds.version(name, kept.number()));
            if (version.isEmpty()) {
                return Optional.empty();
            }
            VersionStatus status = version.get().status();
            versions.add(new FunctionVersion(
                    name,
                    kept.number(),
                    status.artifact(),
                    version.get().spec(),
                    status.inspection(),
                    status.createdAt()));
        }
        return Optional.of(new FunctionHistory(name, live.number(), versions));
    }

    /** Makes a version a resource of its own; versions never change, so one that was kept so before stays. */
    private void keep(FunctionVersion version, Optional<FunctionStatus> before) {
        boolean kept = before.filter(status -> status.live() != version.number()
                        && status.versions().stream().anyMatch(old -> old.number() == version.number()))
                .isPresent();
        if (kept) {
            return;
        }
        var id = FunctionKinds.version(version.function(), version.number());
        Revision revision = catalog.get(id).map(Resource::revision).orElse(Revision.NONE);
        catalog.put(
                id,
                version.spec(),
                new VersionStatus(version.artifact(), version.inspection(), version.createdAt()),
                revision);
    }

    /**
     * A version that no function is to have any more.
     *
     * @param revision empty if it cannot be read
     */
    private record Superseded(ResourceId<FunctionSpec, VersionStatus> id, Optional<Revision> revision) {}

    private Stream<Superseded> superseded(ResourceId<FunctionSpec, VersionStatus> id) {
        try {
            return catalog
                    .get(id)
                    .map(Resource::revision)
                    .map(revision -> new Superseded(id, Optional.of(revision)))
                    .stream();
        } catch (StorageException e) {
            return Stream.of(new Superseded(id, Optional.empty()));
        }
    }

    private Stream<Superseded> superseded(FunctionName name, FunctionStatus before, FunctionStatus after) {
        return before.versions().stream()
                .map(FunctionStatus.Kept::number)
                .filter(number -> !after.keeps(number))
                .flatMap(number -> superseded(FunctionKinds.version(name, number)));
    }

    /** Deletes it as it was: a function that was made anew meanwhile may have another of the same number. */
    private void delete(Superseded version) {
        boolean _ = version.revision()
                .map(revision -> catalog.delete(version.id(), revision))
                .orElseGet(() -> deleteUnlessNewer(version.id()));
    }

    private boolean deleteUnlessNewer(ResourceId<FunctionSpec, VersionStatus> version) {
        try {
            return catalog.delete(version);
        } catch (StorageException e) {
            // It is a newer build's, or stays until the next start looks for what is left over.
            return false;
        }
    }

    /** What was written before its function was, or was to be deleted after it, when the process was killed. */
    private void deleteOrphans(Namespace namespace) {
        List<ResourceId<FunctionSpec, VersionStatus>> versions = catalog.ids(FunctionKinds.VERSION, namespace);
        versions.stream()
                .filter(id -> !isKept(id, function -> Optional.ofNullable(counted.get(function))))
                .flatMap(this::superseded)
                .filter(version ->
                        !isKept(version.id(), function -> catalog.get(function).map(Resource::status)))
                .forEach(this::delete);
    }

    private static boolean isKept(
            ResourceId<FunctionSpec, VersionStatus> id,
            Function<ResourceId<FunctionSpec, FunctionStatus>, Optional<FunctionStatus>> functions) {
        int dot = id.name().lastIndexOf('.');
        String number = id.name().substring(dot + 1);
        return dot > 0
                && functions
                        .apply(new ResourceId<>(
                                FunctionKinds.FUNCTION,
                                id.namespace(),
                                id.name().substring(0, dot)))
                        .filter(status -> status.versions().stream()
                                .anyMatch(kept -> number.equals(Integer.toString(kept.number()))))
                        .isPresent();
    }

    /** Answers the revision from which on changes are not counted. */
    private Revision countAll() {
        List.copyOf(counted.keySet()).forEach(this::forget);
        Revision start = catalog.revision();
        each(function -> count(function.id(), function.status()));
        return start;
    }

    private void count(CatalogEvent event) {
        switch (event) {
            case CatalogEvent.Stored(var resource) -> {
                if (isFunction(resource.id()) && resource.status() instanceof FunctionStatus status) {
                    count(resource.id(), status);
                }
            }
            case CatalogEvent.Deleted(var id, var _) -> {
                if (isFunction(id)) {
                    forget(id);
                }
            }
        }
    }

    private void count(ResourceId<?, ?> function, FunctionStatus status) {
        references.add(function.namespace(), status);
        FunctionStatus before = counted.put(function, status);
        if (before != null) {
            references.remove(function.namespace(), before);
        }
    }

    private void forget(ResourceId<?, ?> function) {
        FunctionStatus before = counted.remove(function);
        if (before != null) {
            references.remove(function.namespace(), before);
        }
    }

    private static boolean isFunction(ResourceId<?, ?> id) {
        return id.kind().equals(FunctionKinds.FUNCTION);
    }

    private void each(Consumer<Resource<FunctionSpec, FunctionStatus>> told) {
        catalog.namespaces(FunctionKinds.FUNCTION)
                .forEach(namespace -> catalog.each(FunctionKinds.FUNCTION, namespace, told));
    }

    private List<Resource<FunctionSpec, FunctionStatus>> page(Namespace namespace, String after, int limit) {
        return catalog.list(FunctionKinds.FUNCTION, namespace, after, limit).resources();
    }

    private static FunctionVersion liveVersion(Resource<FunctionSpec, FunctionStatus> function) {
        FunctionStatus status = function.status();
        return new FunctionVersion(
                new FunctionName(function.id().namespace(), function.id().name()),
                status.live(),
                status.artifact(),
                function.spec(),
                status.inspection(),
                status.createdAt());
    }
}
