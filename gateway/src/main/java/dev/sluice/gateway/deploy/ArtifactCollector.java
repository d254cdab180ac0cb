package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.StorageException;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.pool.FunctionPools;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Deletes artifacts that nobody needs any more: no version has them, no deployment of any gateway has pinned them, and no
 * instance of this one runs them that still drains; those of others have files of their own. Thread-safe; {@link #sweep} blocks on the disk.
 */
public final class ArtifactCollector {

    private static final System.Logger LOG = System.getLogger(ArtifactCollector.class.getName());

    private final FunctionCatalog catalog;
    private final ArtifactStore store;
    private final FunctionPools pools;
    private final Set<FunctionVersion> retired = new HashSet<>();

    public ArtifactCollector(FunctionCatalog catalog, ArtifactStore store, FunctionPools pools) {
        this.catalog = catalog;
        this.store = store;
        this.pools = pools;
    }

    /** Deletes all that no function refers to; for the start, when nothing of this gateway runs. */
    public synchronized void sweepAll() {
        store.list().stream().filter(artifact -> !catalog.refersTo(artifact)).forEach(this::deleted);
    }

    /** Deletes the code of retired versions as far as it is not needed; call it now and then. Never fails. */
    public synchronized void sweep() {
        try {
            retired.removeIf(this::done);
        } catch (StorageException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Code that is not needed any more could not be deleted; trying again",
                    e);
        }
    }

    /** These versions are gone from the catalog; their code goes now, or at a later sweep if it is still in use. */
    synchronized void retire(Collection<FunctionVersion> versions) {
        retired.addAll(versions);
        sweep();
    }

    /** The versions that {@code before} has and {@code after} has not. */
    void retire(FunctionHistory before, FunctionHistory after) {
        retire(before.versions().stream()
                .filter(version -> after.version(version.number()).isEmpty())
                .toList());
    }

    /** Keeps an artifact from being deleted, whether it is there already or not, until the pin is closed. */
    ArtifactStore.Pin pin(Digest artifact) {
        return store.pin(artifact);
    }

    private boolean done(FunctionVersion version) {
        if (version.artifact().isEmpty() || catalog.refersTo(version.code())) {
            return true;
        }
        return !running(version) && (deleted(version.code()) || !store.contains(version.code()));
    }

    private boolean deleted(Digest artifact) {
        return store.delete(artifact, () -> catalog.refersTo(artifact));
    }

    private boolean running(FunctionVersion version) {
        return pools.report(version.function())
                .filter(report ->
                        report.instances().stream().anyMatch(instance -> instance.version() == version.number()))
                .isPresent();
    }
}
