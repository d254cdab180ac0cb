package dev.sluice.gateway.http;

import dev.sluice.core.invocation.InvocationRecord;
import java.util.function.Consumer;

/**
 * Completes the records of invocations that were not answered with the status of the problem that their callers were
 * told. Keeps no state; runs on the thread of whoever hands a record over.
 *
 * @param records takes the completed records
 */
public record StatusInRecords(Consumer<InvocationRecord> records) implements Consumer<InvocationRecord> {

    @Override
    public void accept(InvocationRecord record) {
        records.accept(record.status() == 0 ? record.withStatus(Problems.status(record.outcome())) : record);
    }
}
