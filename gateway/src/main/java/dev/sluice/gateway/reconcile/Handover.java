package dev.sluice.gateway.reconcile;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.decorate.Decoration;
import java.util.Map;
import java.util.Optional;

/**
 * What a deployment has made for a version that it is about to write to the catalog, so that it is not made twice. Counts until
 * it is closed. Thread-safe.
 */
public final class Handover implements AutoCloseable {

    private final FunctionVersion version;
    private final Map<FunctionName, Handover> all;
    private Optional<Decoration> made = Optional.empty();
    private boolean stale;

    /** {@code all}: those that count. */
    Handover(FunctionVersion version, Map<FunctionName, Handover> all) {
        this.version = version;
        this.all = all;
        all.put(version.function(), this);
    }

    /** Hands over the version's decorators. */
    public synchronized void made(Decoration decoration) {
        made = Optional.of(decoration);
    }

    FunctionVersion version() {
        return version;
    }

    /** A secret of the version has changed: its decorators and its trial's instance may have the old value. */
    synchronized void expire() {
        stale = true;
    }

    synchronized boolean isStale() {
        return stale;
    }

    /** The decorators, if they know the secrets as they are now. */
    synchronized Optional<Decoration> decoration() {
        return stale ? Optional.empty() : made;
    }

    @Override
    public void close() {
        all.remove(version.function(), this);
    }
}
