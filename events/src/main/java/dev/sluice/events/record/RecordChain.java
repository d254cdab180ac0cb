package dev.sluice.events.record;

import dev.sluice.core.callchain.ChainSeal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The functions that what a record tells came through, in a header field: the same text as in the field {@code Sluice-Chain} of
 * requests. A record that another platform wrote, which has another key, has no chain here.
 */
public final class RecordChain {

    public static final String FIELD = "sluice-chain";

    private static final int LONGEST = 64 * 1024;

    private RecordChain() {}

    /** {@code chain} is not empty. */
    public static RecordHeader write(ChainSeal seal, List<String> chain) {
        return RecordHeader.of(FIELD, seal.write(chain));
    }

    /** Empty if there is none. */
    public static List<String> read(ChainSeal seal, ConsumerRecord<byte[], byte[]> record) {
        Header field = record.headers().lastHeader(FIELD);
        if (field == null || field.value() == null || field.value().length > LONGEST) {
            return List.of();
        }
        return seal.read(new String(field.value(), StandardCharsets.UTF_8));
    }
}
