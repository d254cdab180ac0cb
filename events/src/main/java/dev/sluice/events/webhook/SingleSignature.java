package dev.sluice.events.webhook;

import java.util.List;
import java.util.Optional;

/**
 * A header field that has one signature.
 *
 * @param prefix what stands before it
 * @param form of the field, as told to people
 */
record SingleSignature(String header, String prefix, Hmac.Encoding encoding, String form) {

    /** Whether one of the keys makes it of {@code before} and the body. */
    Verdict check(Delivery delivery, SigningKeys keys, String before) {
        Optional<String> text = delivery.joined(header, ",");
        if (text.isEmpty()) {
            return Verdict.missing(header, form);
        }
        Optional<byte[]> signature = text.filter(written -> written.startsWith(prefix))
                .map(written -> written.substring(prefix.length()).strip())
                .flatMap(encoding::read);
        if (signature.isEmpty()) {
            return Verdict.malformed(header, form);
        }
        return keys.make(List.of(signature.get()), before, delivery.body())
                ? new Verdict.Genuine(Optional.empty())
                : Verdict.forged(header);
    }
}
