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
 * Stripe's: {@code Stripe-Signature: t=TIME,v1=SIGNATURE}, where several {@code v1} may stand and other versions are passed over; each is
 * HMAC-SHA-256 of the time, a dot and the body, in hexadecimal. The key is the whole text of the secret.
 */
public record Stripe(
        @Setting(value = "the name of the secret, of two while it is changed", least = "1", most = "2")
        List<SecretName> secret,

        @Setting(value = "how far its time may be from the clock here", least = "1s", most = "1h", otherwise = "5m")
        Duration tolerance)
        implements Signature {

    private static final String HEADER = "Stripe-Signature";
    private static final String FORM = "'t=', seconds since 1970, ',v1=' and hexadecimal digits";

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        Optional<String> header = delivery.joined(HEADER, ",");
        if (header.isEmpty()) {
            return Verdict.missing(HEADER, FORM);
        }
        List<String> times = new ArrayList<>();
        List<byte[]> signatures = new ArrayList<>();
        for (String part : header.get().split(",")) {
            String item = part.strip();
            if (item.startsWith("t=")) {
                times.add(item.substring(2));
            } else if (item.startsWith("v1=")) {
                SignatureText.hex(item.substring(3)).ifPresent(signatures::add);
            }
        }
        if (times.size() != 1 || !SignedTime.isTime(times.getFirst()) || signatures.isEmpty()) {
            return Verdict.malformed(HEADER, FORM);
        }
        String time = times.getFirst();
        return SigningKeys.ofTexts(SigningKeys.SHA_256, secrets).make(signatures, time + ".", delivery.body())
                ? SignedTime.refusal(HEADER, time, tolerance, now).orElse(new Verdict.Genuine(Optional.empty()))
                : Verdict.forged(HEADER);
    }

    @Override
    public MessageId messageId() {
        return new MessageId.Member("id");
    }
}
