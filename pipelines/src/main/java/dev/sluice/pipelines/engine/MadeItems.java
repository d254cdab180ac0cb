package dev.sluice.pipelines.engine;

import dev.sluice.events.pump.Outputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What came of an item: records, and items with which the next function may be called before they are committed. Thread-safe.
 *
 * @param plain of what is done, and what is told of the item itself
 * @param onward in the order in which they were made
 */
record MadeItems(List<ProducerRecord<byte[], byte[]>> plain, List<Onward> onward) implements Outputs.Made {

    /** What is written of an item, and the call of the next function with it. */
    record Onward(ProducerRecord<byte[], byte[]> record, AheadCall call) {}

    MadeItems {
        plain = List.copyOf(plain);
        onward = List.copyOf(onward);
    }

    /** The same with more records of what is done. */
    MadeItems with(List<ProducerRecord<byte[], byte[]>> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(plain);
        all.addAll(more);
        return new MadeItems(all, onward);
    }

    /** Calls what can be called before the commit; for one thread, once. */
    void begin() {
        onward.forEach(each -> each.call().begin());
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> records() {
        if (onward.isEmpty()) {
            return plain;
        }
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(plain);
        for (Onward each : onward) {
            Optional<MadeItems> made = each.call().taken();
            made.ifPresentOrElse(items -> all.addAll(items.records()), () -> all.add(each.record()));
        }
        return all;
    }

    @Override
    public long bytes() {
        return Outputs.size(plain)
                + Outputs.size(onward.stream().map(Onward::record).toList());
    }

    @Override
    public CompletableFuture<Void> settled() {
        if (onward.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.allOf(
                onward.stream().map(each -> each.call().settled()).toArray(CompletableFuture<?>[]::new));
    }
}
