package dev.sluice.core.ownership;

import java.util.concurrent.CompletableFuture;

/**
 * Somebody at this gateway who wants to hold something and has not been answered.
 *
 * @param asked when he asked, in nanoseconds of the loop
 * @param leaving whether he gave up: then he is answered as soon as that is known to all
 * @param written whether a write has named him, so that the record may know him
 */
record Waiter(
        Claim claim, int permits, CompletableFuture<Acquired> answer, long asked, boolean leaving, boolean written) {

    Waiter leave() {
        return new Waiter(claim, permits, answer, asked, true, written);
    }

    Waiter write() {
        return new Waiter(claim, permits, answer, asked, leaving, true);
    }
}
