package dev.sluice.events.trigger;

import dev.sluice.core.callchain.CallChain;
import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.callchain.ChainSeal;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.events.record.RecordChain;
import dev.sluice.events.record.RecordHeader;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The functions that the events of a trigger came through before they come to its own. */
public final class EventChains {

    private final FunctionName function;
    private final ChainSeal seal;
    private final ChainLimit limit;
    private final int passes;
    private final List<String> alone;
    private final Headers toldAlone;
    private final RecordHeader fieldAlone;

    public EventChains(FunctionName function, ChainSeal seal, ChainLimit limit) {
        this(function, seal, limit, 0);
    }

    /** {@code passes}: how often an event may have come through the function already, on a way that is known to end. */
    public EventChains(FunctionName function, ChainSeal seal, ChainLimit limit, int passes) {
        this.function = function;
        this.seal = seal;
        this.limit = limit;
        this.passes = passes;
        this.alone = List.of(function.value());
        this.toldAlone = Headers.of(PlatformHeaders.CHAIN, seal.write(alone));
        this.fieldAlone = RecordChain.write(seal, alone);
    }

    private List<String> before(ConsumerRecord<byte[], byte[]> record) {
        return RecordChain.read(seal, record);
    }

    /** Why the function is not called for a record, in a sentence that shows its chain; empty if it may be. */
    public Optional<String> refusal(ConsumerRecord<byte[], byte[]> record) {
        return limit.refusal(before(record), function, passes);
    }

    /** The chain of a call for these records, the function last. */
    public List<String> of(List<ConsumerRecord<byte[], byte[]>> records) {
        List<String> before = records.size() == 1
                ? before(records.getFirst())
                : CallChain.common(records.stream().map(this::before).toList());
        return before.isEmpty() ? alone : CallChain.plus(before, function);
    }

    /** What tells a function the chain of its call. */
    public Headers fields(List<String> chain) {
        return chain.equals(alone) ? toldAlone : Headers.of(PlatformHeaders.CHAIN, seal.write(chain));
    }

    /** What tells those who read a record the chain of what it came from. */
    public RecordHeader field(ConsumerRecord<byte[], byte[]> source) {
        List<String> chain = of(List.of(source));
        return chain.equals(alone) ? fieldAlone : RecordChain.write(seal, chain);
    }
}
