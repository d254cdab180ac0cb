package dev.sluice.events.pump;

import dev.sluice.core.settlement.Attempts;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An attempt to work off a record.
 *
 * @param number counts from 1. Only a record whose attempt is the first was certainly never worked on
 * @param counted how many attempts before reached the function's code
 * @param age since the first of those ended
 * @param inherited whether an owner before may have begun it; that this one begins it is committed
 */
public record Attempt(ConsumerRecord<byte[], byte[]> record, int number, int counted, Duration age, boolean inherited) {

    /** As a settlement is told of it. */
    public Attempts attempts() {
        return new Attempts(number, counted, age);
    }
}
