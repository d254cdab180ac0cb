package dev.sluice.core.ownership;

import java.util.concurrent.CompletableFuture;

/**
 * Somebody at this gateway who wants to hold something and has not been answered.
 *
 * @param leaving whether he gave up: then he is answered as soon as that is known to all
 */
record Waiter(Claim claim, int permits, CompletableFuture<Acquired> answer, boolean leaving) {

    Waiter leave() {
        return new Waiter(claim, permits, answer, true);
    }
}
