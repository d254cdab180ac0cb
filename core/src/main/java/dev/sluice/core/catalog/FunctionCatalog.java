package dev.sluice.core.catalog;

import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The functions of a catalog, with all their versions: each that is not live is a resource of its own and is written before
 * the function that refers to it. Thread-safe; blocks where the catalog does. Every call may throw {@link StorageException}.
 */
public final class FunctionCatalog {

    private static final int PAGE = 1_000;

    private final Catalog catalog;
    private final ArtifactReferences references = new ArtifactReferences();

    /** A function as it is kept. */
    public record Stored(FunctionHistory history, Revision revision) {}

    /** Counts what all functions refer to, and deletes versions that a crash left without their function. */
    public FunctionCatalog(Catalog catalog) {
        this.catalog = catalog;
        List<Resource<FunctionSpec, FunctionStatus>> page = page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(function -> references.add(function.status()));
            page = page(page.getLast().id().name(), PAGE);
        }
        deleteOrphans();
    }

    /** What this stands on. */
    public Catalog resources() {
        return catalog;
    }

    /** The live versions of functions in order of their names: at most {@code limit}, those after the name {@code after}. */
    public List<FunctionVersion> live(String after, int limit) {
        return page(after, limit).stream().map(FunctionCatalog::liveVersion).toList();
    }

    /** The live version of one function. Answers from memory. */
    public Optional<FunctionVersion> live(FunctionName name) {
        return catalog.get(FunctionKinds.function(name)).map(FunctionCatalog::liveVersion);
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
        references.add(status);
        boolean put = false;
        try {
            history.versions().stream()
                    .filter(version -> version.number() != history.live())
                    .forEach(version -> keep(version, before.map(Resource::status)));
            Put done = catalog.put(id, history.liveVersion().spec(), status, expected);
            put = done instanceof Put.Done;
            if (put) {
                before.map(Resource::status).ifPresent(old -> forget(history.name(), old, status));
            }
            return done;
        } finally {
            if (!put) {
                references.remove(status);
            }
        }
    }

    /** Deletes a function and all its versions; false if there was none. */
    public synchronized boolean delete(FunctionName name) {
        var id = FunctionKinds.function(name);
        Optional<FunctionStatus> before = catalog.get(id).map(Resource::status);
        if (!catalog.delete(id)) {
            return false;
        }
        before.ifPresent(status -> {
            references.remove(status);
            status.versions().forEach(version -> catalog.delete(FunctionKinds.version(name, version.number())));
        });
        return true;
    }

    /**
     * Whether a version of any function has this artifact. Answers from memory, and may by a rare accident say yes for an
     * artifact that none has; never the other way round. Yes for all of them while the catalog has records that only a newer
     * build understands.
     */
    public boolean refersTo(Digest artifact) {
        return references.contains(artifact) || !catalog.understandsAll();
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

    private void forget(FunctionName name, FunctionStatus before, FunctionStatus after) {
        references.remove(before);
        before.versions().stream()
                .map(FunctionStatus.Kept::number)
                .filter(number -> after.versions().stream().noneMatch(kept -> kept.number() == number))
                .forEach(number -> catalog.delete(FunctionKinds.version(name, number)));
    }

    /** What was written before its function was, or was to be deleted after it, when the process was killed. */
    private void deleteOrphans() {
        List<ResourceId<FunctionSpec, VersionStatus>> versions = catalog.ids(FunctionKinds.VERSION, Namespace.DEFAULT);
        versions.stream().filter(id -> !isKept(id)).forEach(catalog::delete);
    }

    private boolean isKept(ResourceId<FunctionSpec, VersionStatus> id) {
        int dot = id.name().lastIndexOf('.');
        String number = id.name().substring(dot + 1);
        return dot > 0
                && catalog.get(FunctionKinds.FUNCTION.named(id.name().substring(0, dot)))
                        .filter(function -> function.status().versions().stream()
                                .anyMatch(kept -> number.equals(Integer.toString(kept.number()))))
                        .isPresent();
    }

    private List<Resource<FunctionSpec, FunctionStatus>> page(String after, int limit) {
        return catalog.list(FunctionKinds.FUNCTION, Namespace.DEFAULT, after, limit)
                .resources();
    }

    private static FunctionVersion liveVersion(Resource<FunctionSpec, FunctionStatus> function) {
        FunctionStatus status = function.status();
        return new FunctionVersion(
                new FunctionName(function.id().name()),
                status.live(),
                status.artifact(),
                function.spec(),
                status.inspection(),
                status.createdAt());
    }
}
