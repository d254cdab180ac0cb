package dev.sluice.testkit.storm;

import java.util.Random;

/**
 * What the function does in one call.
 *
 * @param status 200, or 503
 * @param answer length of the answer's body in bytes
 * @param piece the most that it sends at a time
 * @param failAt after how many bytes of its answer it fails; -1 before the head, {@link #NEVER} not at all
 * @param early whether it answers before it has the whole request
 */
public record StormTry(int status, int answer, int piece, int failAt, boolean early) {

    static final int NEVER = Integer.MAX_VALUE;

    static StormTry of(Random random, int answer, int piece) {
        int failAt = switch (random.nextInt(8)) {
            case 0 -> -1;
            case 1 -> random.nextInt(answer + 1);
            default -> NEVER;
        };
        return new StormTry(random.nextInt(5) == 0 ? 503 : 200, answer, piece, failAt, random.nextInt(4) == 0);
    }

    boolean fails() {
        return failAt != NEVER;
    }
}
