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

    private static final SingleSignature SIGNATURE =
            new SingleSignature("X-Slack-Signature", "v0=", Hmac.Encoding.HEX, "'v0=' and 64 hexadecimal digits");
    private static final String TIME_HEADER = "X-Slack-Request-Timestamp";
    private static final String TIME_FORM = "seconds since 1970";

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        Optional<String> time = delivery.joined(TIME_HEADER, ",");
        if (time.isEmpty()) {
            return Verdict.missing(TIME_HEADER, TIME_FORM);
        }
        if (!SignedTime.isTime(time.get())) {
            return Verdict.malformed(TIME_HEADER, TIME_FORM);
        }
        SigningKeys keys = SigningKeys.ofTexts(SigningKeys.SHA_256, secrets);
        Verdict verdict = SIGNATURE.check(delivery, keys, "v0:" + time.get() + ":");
        return verdict instanceof Verdict.Genuine
                ? SignedTime.refusal(TIME_HEADER, time.get(), tolerance, now).orElse(verdict)
                : verdict;
    }

    @Override
    public MessageId messageId() {
        return new MessageId.Member("event_id");
    }
}
