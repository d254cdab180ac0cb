package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** GitHub's: {@code X-Hub-Signature-256: sha256=}, and HMAC-SHA-256 of the body in hexadecimal. It covers neither time nor id. */
public record Github(
        @Setting(value = "the name of the secret, of two while it is changed", least = "1", most = "2")
        List<SecretName> secret)
        implements Signature {

    private static final String HEADER = "X-Hub-Signature-256";
    private static final String FORM =
            "'sha256=' and 64 hexadecimal digits, which GitHub sends when its webhook has a secret";
    private static final String PREFIX = "sha256=";

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        Optional<String> header = delivery.joined(HEADER, ",");
        if (header.isEmpty()) {
            return Verdict.missing(HEADER, FORM);
        }
        Optional<byte[]> signature = header.filter(text -> text.startsWith(PREFIX))
                .flatMap(text -> SignatureText.hex(text.substring(PREFIX.length())));
        if (signature.isEmpty()) {
            return Verdict.malformed(HEADER, FORM);
        }
        return SigningKeys.ofTexts(SigningKeys.SHA_256, secrets).make(List.of(signature.get()), "", delivery.body())
                ? new Verdict.Genuine(Optional.empty())
                : Verdict.forged(HEADER);
    }
}
