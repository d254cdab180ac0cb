package dev.sluice.core.catalog;

import java.util.Map;

/**
 * A resource as a catalog keeps it.
 *
 * @param revision that of the change that made it so
 */
public record Resource<S, T>(ResourceId<S, T> id, Revision revision, S spec, T status) {

    /** What it can be selected by. */
    public Map<String, String> labels() {
        return id.kind().labels(spec);
    }
}
