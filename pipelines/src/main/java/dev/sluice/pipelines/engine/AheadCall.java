package dev.sluice.pipelines.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call of the next function with an item, before that is committed. If what comes of the item is there by the time of the commit, it is
 * committed in the item's place, in the same transaction. If not, the item is, and whoever reads it takes the end of this call for that of
 * its first attempt. Thread-safe.
 */
final class AheadCall {

    private final Caller caller;
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    /** Whether what is committed is the item, or what had come of it by then. */
    private boolean decided;

    private @Nullable MadeItems made;

    /** Who makes the call. */
    interface Caller {

        /**
         * Whether it can be made. If so, whoever reads the item finds the call from now on, which {@link #begin} makes. Returns at once, and
         * asks no call.
         */
        boolean reserve();

        /** Makes it, and then tells {@link #made} or {@link #over}. Asked while nothing is locked. */
        void begin(AheadCall call);
    }

    AheadCall(Caller caller) {
        this.caller = caller;
    }

    /** Makes the call, unless it is too late. */
    void begin() {
        boolean reserved;
        synchronized (this) {
            // An item that is committed is not called: its reader may be there before.
            reserved = !decided && caller.reserve();
        }
        if (reserved) {
            caller.begin(this);
        } else {
            over();
        }
    }

    /** Whether something may still be committed in the item's place. */
    synchronized boolean isOpen() {
        return !decided;
    }

    /** Complete when nothing comes of it any more that can be committed in the item's place. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** This came of the item. Returns whether it may be committed in its place. */
    boolean made(MadeItems items) {
        boolean inTime;
        synchronized (this) {
            inTime = !decided;
            if (inTime) {
                made = items;
            }
        }
        if (inTime) {
            var _ = items.settled().whenComplete((_, _) -> settled.complete(null));
        } else {
            over();
        }
        return inTime;
    }

    /** Nothing comes of it but its end. */
    void over() {
        settled.complete(null);
    }

    /** What is committed in the place of the item; empty if it is the item itself. The same from the first time on. */
    synchronized Optional<MadeItems> taken() {
        decided = true;
        return Optional.ofNullable(made);
    }
}
