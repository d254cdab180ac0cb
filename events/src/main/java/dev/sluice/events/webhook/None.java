package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** None: whoever knows the address is believed. */
public record None() implements Signature {

    @Override
    public List<SecretName> secret() {
        return List.of();
    }

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        return new Verdict.Genuine(Optional.empty());
    }

    @Override
    public MessageId messageId() {
        return new MessageId.None();
    }
}
