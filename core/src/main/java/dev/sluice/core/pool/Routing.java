package dev.sluice.core.pool;

import dev.sluice.core.function.Affinity;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which instance of a function with affinity takes a call. Guarded as its pool is. */
sealed interface Routing permits KeyRouting, ShardRouting {

    /** What it was made for. */
    Affinity affinity();

    /** The instance for a call with this key; null if it has to wait. It is counted as taken. */
    @Nullable
    Instance choose(Instances instances, long key);

    /** Whether there is a free slot for calls of some key at all. */
    boolean haveRoom(Instances instances);

    /** Of calls that wait, those that {@link #choose} would find an instance for; only to be asked until anything changes. */
    Predicate<Waiting> servable(Instances instances);

    /** How it went so far. */
    FunctionReport.Keyed report();
}
