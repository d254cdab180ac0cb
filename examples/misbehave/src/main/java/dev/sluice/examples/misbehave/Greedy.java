package dev.sluice.examples.misbehave;

import dev.sluice.function.Response;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Takes more memory than it may have. */
final class Greedy {

    private static final int MEBIBYTE = 1024 * 1024;

    private Greedy() {}

    /** Fills the heap with what cannot be collected. */
    static Response heap() {
        List<long[]> kept = new ArrayList<>();
        for (long i = 0; i < Long.MAX_VALUE; i++) {
            kept.add(new long[MEBIBYTE / Long.BYTES]);
        }
        return Response.text(kept.size() + " MiB\n");
    }

    /** Takes memory that the JVM's heap limit does not bound, and touches it all. */
    static Response offHeap(long mebibytes) {
        Arena never = Arena.global();
        for (long i = 0; i < mebibytes; i++) {
            never.allocate(MEBIBYTE).fill((byte) 1);
        }
        return Response.text(mebibytes + " MiB outside the heap\n");
    }

    /** Starts platform threads that wait for ever. */
    static Response threads(long count) {
        CountDownLatch never = new CountDownLatch(1);
        for (long i = 0; i < count; i++) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        return Response.text(count + " threads\n");
    }
}
