package dev.sluice.core.ownership;

import java.util.concurrent.CompletionStage;

/** Somebody who asked to hold something. Thread-safe; nothing here blocks. */
public interface Waiting {

    /**
     * How it ends; fails with {@link dev.sluice.core.catalog.StorageException} if the store does after {@link #leave}:
     * what was granted then ends when the store answers again, or when the lease runs out.
     */
    CompletionStage<Acquired> end();

    /** Waits no more: {@link #end} comes soon, and maybe says that it was granted meanwhile. */
    void leave();

    /** The same for who is gone: if it was granted meanwhile, it is released. */
    void abandon();
}
