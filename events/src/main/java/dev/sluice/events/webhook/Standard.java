package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That of Standard Webhooks: {@code webhook-id}, {@code webhook-timestamp} and {@code webhook-signature}, which is {@code v1,} and
 * HMAC-SHA-256 of {@code ID.TIME.BODY} in base 64; several stand with blanks or in lines of their own, and other versions are passed
 * over. The same with {@code svix-} in the place of {@code webhook-}. The key is what {@link SigningKeys#standardKey} says.
 */
public record Standard(
        @Setting(value = "the name of the secret, of two while it is changed", least = "1", most = "2")
        List<SecretName> secret,

        @Setting(value = "how far its time may be from the clock here", least = "1s", most = "1h", otherwise = "5m")
        Duration tolerance)
        implements Signature {

    static final String PREFIX = "v1,";

    private static final String ID_FORM = "the id of the message";
    private static final String TIME_FORM = "seconds since 1970";
    private static final String FORM = "'v1,' and base 64";

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        boolean svix = delivery.joined("webhook-id", ",").isEmpty()
                && delivery.joined("svix-id", ",").isPresent();
        return check(svix ? "svix-" : "webhook-", delivery, secrets, now);
    }

    private Verdict check(String family, Delivery delivery, List<SecretValue> secrets, Instant now) {
        Optional<String> id = delivery.joined(family + "id", ",");
        if (id.isEmpty()) {
            return Verdict.missing(family + "id", ID_FORM);
        }
        Optional<String> time = delivery.joined(family + "timestamp", ",");
        if (time.isEmpty()) {
            return Verdict.missing(family + "timestamp", TIME_FORM);
        }
        if (!SignedTime.isTime(time.get())) {
            return Verdict.malformed(family + "timestamp", TIME_FORM);
        }
        String header = family + "signature";
        Optional<String> text = delivery.joined(header, " ");
        if (text.isEmpty()) {
            return Verdict.missing(header, FORM);
        }
        List<byte[]> signatures = signatures(text.get());
        if (signatures.isEmpty()) {
            return Verdict.malformed(header, FORM);
        }
        return SigningKeys.ofStandard(secrets).make(signatures, signed(id.get(), time.get()), delivery.body())
                ? SignedTime.refusal(family + "timestamp", time.get(), tolerance, now)
                        .orElse(new Verdict.Genuine(id))
                : Verdict.forged(header);
    }

    /** What is signed before the body. */
    static String signed(String id, String seconds) {
        return id + "." + seconds + ".";
    }

    private static List<byte[]> signatures(String text) {
        List<byte[]> signatures = new ArrayList<>();
        for (String part : text.strip().split("[ \\t]+")) {
            if (part.startsWith(PREFIX)) {
                SignatureText.base64(part.substring(PREFIX.length())).ifPresent(signatures::add);
            }
        }
        return signatures;
    }

    @Override
    public MessageId messageId() {
        return new MessageId.Signed();
    }
}
