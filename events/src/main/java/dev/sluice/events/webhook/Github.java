package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.time.Instant;
import java.util.List;

/** GitHub's: {@code X-Hub-Signature-256: sha256=}, and HMAC-SHA-256 of the body in hexadecimal. It covers neither time nor id. */
public record Github(
        @Setting(value = "the name of the secret, of two while it is changed", least = "1", most = "2")
        List<SecretName> secret)
        implements Signature {

    private static final SingleSignature SIGNATURE = new SingleSignature(
            "X-Hub-Signature-256",
            "sha256=",
            Hmac.Encoding.HEX,
            "'sha256=' and 64 hexadecimal digits, which GitHub sends when its webhook has a secret");

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        return SIGNATURE.check(delivery, SigningKeys.ofTexts(SigningKeys.SHA_256, secrets), "");
    }

    @Override
    public MessageId messageId() {
        return new MessageId.Field("X-GitHub-Delivery");
    }
}
