package dev.sluice.events.webhook;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** HMAC of the body in a header field, as most senders have it. It covers neither time nor id. */
public record Hmac(
        @Setting(value = "the name of the secret, of two while it is changed", least = "1", most = "2")
        List<SecretName> secret,

        @Setting(
                value = "the header field that has the signature",
                pattern = "[A-Za-z0-9-]{1,64}",
                patternRule = "the name of a header field, 1 to 64 letters, digits and '-'")
        String header,

        @Setting(value = "how it is made", otherwise = "sha256")
        Algorithm algorithm,

        @Setting(value = "how it is written", otherwise = "hex")
        Encoding encoding,

        @Setting(value = "what stands before it, as in `sha256=`", most = "32", otherwise = "nothing")
        Optional<String> prefix)
        implements Signature {

    /** How a signature is made. */
    public enum Algorithm {
        SHA256("HmacSHA256"),
        SHA512("HmacSHA512"),
        /** For senders that have nothing better. */
        SHA1("HmacSHA1");

        private final String name;

        Algorithm(String name) {
            this.name = name;
        }
    }

    /** How a signature is written. */
    public enum Encoding {
        HEX,
        BASE64
    }

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        String before = prefix.orElse("");
        String form = (before.isEmpty() ? "" : "'" + before + "' and ")
                + (encoding == Encoding.HEX ? "hexadecimal digits" : "base 64");
        Optional<String> text = delivery.joined(header, ",");
        if (text.isEmpty()) {
            return Verdict.missing(header, form);
        }
        Optional<byte[]> signature = text.filter(written -> written.startsWith(before))
                .map(written -> written.substring(before.length()).strip())
                .flatMap(written ->
                        encoding == Encoding.HEX ? SignatureText.hex(written) : SignatureText.base64(written));
        if (signature.isEmpty()) {
            return Verdict.malformed(header, form);
        }
        return SigningKeys.ofTexts(algorithm.name, secrets).make(List.of(signature.get()), "", delivery.body())
                ? new Verdict.Genuine(Optional.empty())
                : Verdict.forged(header);
    }
}
