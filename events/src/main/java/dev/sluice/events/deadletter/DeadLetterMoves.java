package dev.sluice.events.deadletter;

import dev.sluice.core.invocation.InvocationId;
import dev.sluice.events.broker.BrokerAwayException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes dead letters to where their work is tried again. May be used from any thread. */
public interface DeadLetterMoves {

    /**
     * Takes letters out and writes records for them, in one transaction: both are durable when this returns, or neither is. Letters that
     * are not there any more are passed over. Blocks.
     *
     * @param to what is written for a letter, to a topic that is there; one for which that is empty stays
     * @return how many were moved
     * @throws BrokerAwayException if Kafka does not say that it has done so
     */
    int move(List<InvocationId> ids, Function<DeadLetter, Optional<ProducerRecord<byte[], byte[]>>> to)
            throws InterruptedException, BrokerAwayException;
}
