package dev.sluice.core.ownership;

import java.util.concurrent.CompletableFuture;

/**
 * Somebody at this gateway who wants to hold something and has not been answered.
 *
 * @param leaving whether he gave up: then he is answered as soon as that is known to all
 * @param written whether a write has named him, so that the record may know him
 */
record Waiter(Claim claim, int permits, CompletableFuture<Acquired> answer, boolean leaving, boolean written) {

    Waiter leave() {
        return new Waiter(claim, permits, answer, true, written);
    }

    Waiter write() {
        return new Waiter(claim, permits, answer, leaving, true);
    }
}
