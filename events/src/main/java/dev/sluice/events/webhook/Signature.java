package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import java.time.Instant;
import java.util.List;

/** How a sender signs what it sends. Stateless. */
public sealed interface Signature permits Github, Stripe, Slack, Standard, Hmac, None {

    /** The names of the secrets, one or, while it is changed, two: either will do. */
    List<SecretName> secret();

    /**
     * Looks at a signature, and at its time if it has one. Takes the same time whatever part of a signature is wrong.
     *
     * @param secrets the values, in the order of {@link #secret}, without those that are not there
     */
    Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now);

    /** Where such senders write the ids of their messages. */
    MessageId messageId();
}
