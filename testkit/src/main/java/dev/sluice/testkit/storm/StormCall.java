package dev.sluice.testkit.storm;

import dev.sluice.core.invocation.Body;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What happens in one call, all of it from its seed.
 *
 * @param request length of its body in bytes
 * @param streamed whether the body is written by credit
 * @param credit the most that the function asks for at a time, from 1 byte
 * @param grant the most that the caller grants at a time, from 1 byte
 * @param pause how many turns the caller waits at most before it grants or writes
 * @param cancelAt with which thing that it is told the caller leaves; 0 at once, -1 never
 * @param tries what the function does when it is called for the first time, the second, and so on
 */
public record StormCall(
        long seed,
        int request,
        boolean streamed,
        int credit,
        int grant,
        int pause,
        int cancelAt,
        List<StormTry> tries) {

    private static final int LONGEST = 3 * Body.MAX_COMPLETE;
    private static final int TRIES = 4;

    public static StormCall of(long seed) {
        Random random = new Random(seed);
        boolean streamed = random.nextBoolean();
        int longest = streamed ? LONGEST : Body.MAX_COMPLETE;
        return new StormCall(
                seed,
                length(random, longest),
                streamed,
                window(random),
                window(random),
                random.nextInt(4),
                random.nextInt(4) == 0 ? random.nextInt(20) : -1,
                IntStream.range(0, TRIES)
                        .mapToObj(i -> StormTry.of(random, length(random, LONGEST), window(random)))
                        .toList());
    }

    /** Mostly short, and often just at the edge of a window. */
    private static int length(Random random, int longest) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3);
            case 1 -> Math.min(longest, Body.MAX_COMPLETE - 1 + random.nextInt(3));
            case 2 -> random.nextInt(2_000);
            default -> random.nextInt(longest);
        };
    }

    /** From a byte up; small ones are small often enough, and large ones do not take all of the time. */
    private static int window(Random random) {
        return 1 + random.nextInt(1 << random.nextInt(8, 17));
    }

    boolean mayFail() {
        return tries.stream().anyMatch(StormTry::fails);
    }
}
