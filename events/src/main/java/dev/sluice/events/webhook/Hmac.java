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
        HEX {
            @Override
            Optional<byte[]> read(String text) {
                return SignatureText.hex(text);
            }
        },
        BASE64 {
            @Override
            Optional<byte[]> read(String text) {
                return SignatureText.base64(text);
            }
        };

        /** The bytes that were written so; empty for anything else. */
        abstract Optional<byte[]> read(String text);
    }

    @Override
    public Verdict check(Delivery delivery, List<SecretValue> secrets, Instant now) {
        String before = prefix.orElse("");
        String form = (before.isEmpty() ? "" : "'" + before + "' and ")
                + (encoding == Encoding.HEX ? "hexadecimal digits" : "base 64");
        return new SingleSignature(header, before, encoding, form)
                .check(delivery, SigningKeys.ofTexts(algorithm.name, secrets), "");
    }

    @Override
    public MessageId messageId() {
        return new MessageId.None();
    }
}
