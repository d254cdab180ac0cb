package dev.sluice.events.schedule;

import dev.sluice.core.invocation.InvocationId;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Ids of scheduled runs: the same for the same run, whoever starts it and how often, so that it is one call. */
final class RunId {

    private static final int RANDOM_DIGITS = 16;
    private static final int TIME_DIGITS = 10;
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private RunId() {}

    static InvocationId of(Schedule schedule, Instant scheduled) {
        ByteBuffer hash = StableHash.of(
                schedule.name().toString(), schedule.making(), schedule.functionText(), scheduled.toString());
        StringBuilder id = new StringBuilder(TIME_DIGITS + RANDOM_DIGITS);
        for (int i = TIME_DIGITS - 1; i >= 0; i--) {
            id.append(DIGITS.charAt((int) ((scheduled.toEpochMilli() >>> (5 * i)) & 31)));
        }
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            id.append(DIGITS.charAt(hash.get() & 31));
        }
        return new InvocationId(id.toString());
    }
}
