package dev.sluice.core.pool;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;

/**
 * Which pool: that of a function's live version, whichever that is, or the one of its own that a version has to which calls are bound.
 *
 * @param version 0 for the live one
 */
public record PoolName(FunctionName function, int version) {

    private static final int LIVE = 0;

    /** The pool of a function's live version. */
    public static PoolName live(FunctionName function) {
        return new PoolName(function, LIVE);
    }

    /** The pool that a version has of its own. */
    public static PoolName bound(FunctionVersion version) {
        return new PoolName(version.function(), version.number());
    }

    /** Whether it serves one version for good. */
    public boolean isBound() {
        return version != LIVE;
    }

    @Override
    public String toString() {
        return isBound() ? function + "@" + version : function.toString();
    }
}
