package dev.sluice.gateway.affinity;

import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.pool.SlotWaiter;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Keys of calls of a function with shards. A call that names its shard, as those of a scatter do, goes there whatever its field is; one that names none
 * and lacks the field goes nowhere, since no shard could answer for it.
 */
final class ShardKeys implements CallKeys {

    private static final String NUMBER = "Sluice-Shard";
    private static final String COUNT = "Sluice-Shards";

    private final AffinityField by;
    private final CallKeys field;
    private final int count;
    private final FunctionName function;

    /** What a call has for a key that names the shard of this number. */
    private final long[] named;

    ShardKeys(AffinityField by, CallKeys field, int count, FunctionName function) {
        this.by = by;
        this.field = field;
        this.count = count;
        this.function = function;
        this.named = IntStream.range(0, count)
                .mapToLong(number -> new Shard(number, count).someKey())
                .toArray();
    }

    @Override
    public long of(Invocation invocation) {
        Optional<String> number = told(invocation, NUMBER);
        if (number.isEmpty()) {
            return field.of(invocation);
        }
        int shard = told(invocation, COUNT).map(ShardKeys::number).orElse(count) == count ? number(number.get()) : -1;
        return shard >= 0 && shard < count ? named[shard] : SlotWaiter.NO_KEY;
    }

    @Override
    public Optional<SessionKeys> sessions() {
        return field.sessions();
    }

    @Override
    public Optional<Outcome> refusal(Invocation invocation) {
        Optional<String> number = told(invocation, NUMBER);
        boolean begins = number.isEmpty()
                && sessions().filter(each -> each.begins(invocation)).isPresent();
        return begins ? Optional.empty() : Optional.of(new Outcome.BadInput(FunctionError.of(why(invocation, number))));
    }

    private String why(Invocation invocation, Optional<String> number) {
        if (number.isEmpty()) {
            return "the call has no '" + by.written() + "', which says to which of the " + count + " shards of "
                    + function.name() + " it goes; '" + NUMBER + "' names one too";
        }
        String shards = function.name() + " has " + count + " shards, from 0 to " + (count - 1);
        return told(invocation, COUNT).map(ShardKeys::number).orElse(count) == count
                ? "'" + NUMBER + "' is '" + shown(number.get()) + "', and " + shards
                : "'" + COUNT + "' is '" + shown(told(invocation, COUNT).orElse("")) + "', and " + shards;
    }

    private static Optional<String> told(Invocation invocation, String name) {
        return invocation.head().headers().first(name);
    }

    /** -1 if it is none. */
    private static int number(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    private static String shown(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }
}
