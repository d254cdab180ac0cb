package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Slack's: {@code X-Slack-Signature: v0=}, and HMAC-SHA-256 of {@code v0:TIME:BODY} in hexadecimal, with the time of
 * {@code X-Slack-Request-Timestamp}.
 */
public record Slack(
        @Setting(value = "the name of the secret, of two while it is changed", least = "1", most = "2")
        List<SecretName> secret,

        @Setting(value = "how far its time may be from the clock here", least = "1s", most = "1h", otherwise = "5m")
        Duration tolerance)
        implements Signature {

    private static final String HEADER = "X-Slack-Signature";
    private static final String FORM = "'v0=' and 64 hexadecimal digits";
    private static final String PREFIX = "v0=";
    private static final String TIME_HEADER = "X-Slack-Request-Timestamp";
    private static final String TIME_FORM = "seconds since 1970";

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        Optional<String> header = delivery.joined(HEADER, ",");
        if (header.isEmpty()) {
            return Verdict.missing(HEADER, FORM);
        }
        Optional<String> time = delivery.joined(TIME_HEADER, ",");
        if (time.isEmpty()) {
            return Verdict.missing(TIME_HEADER, TIME_FORM);
        }
        if (!SignedTime.isTime(time.get())) {
            return Verdict.malformed(TIME_HEADER, TIME_FORM);
        }
        Optional<byte[]> signature = header.filter(text -> text.startsWith(PREFIX))
                .flatMap(text -> SignatureText.hex(text.substring(PREFIX.length())));
        if (signature.isEmpty()) {
            return Verdict.malformed(HEADER, FORM);
        }
        return SigningKeys.ofTexts(SigningKeys.SHA_256, secrets)
                        .make(List.of(signature.get()), "v0:" + time.get() + ":", delivery.body())
                ? SignedTime.refusal(TIME_HEADER, time.get(), tolerance, now)
                        .orElse(new Verdict.Genuine(Optional.empty()))
                : Verdict.forged(HEADER);
    }
}
