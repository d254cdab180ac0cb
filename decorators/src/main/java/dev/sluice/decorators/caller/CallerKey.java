package dev.sluice.decorators.caller;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.ClientAddress;
import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.settings.Setting;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What calls have in common that count as one caller's. */
public sealed interface CallerKey {

    /** The network address; an IPv6 address by its first 64 bits. */
    record Address() implements CallerKey {}

    /** Who calls, as a decorator before this one found out. */
    record Subject() implements CallerKey {}

    /** The value of a header field. */
    record Header(
            @Setting(value = "the name of the header field", least = "1", most = "100", inShort = true)
            String name) implements CallerKey {
        public Header {
            if (!HeaderSyntax.isName(name)) {
                throw new IllegalArgumentException("'" + name + "' cannot be the name of a header field");
            }
        }
    }

    /** All callers are one. */
    record All() implements CallerKey {}

    /** At most 128 characters; empty for all that have no such thing, who count as one caller together. */
    default String of(Headers headers) {
        return switch (this) {
            case Address() -> ClientAddress.network(headers);
            case Subject() -> brief(headers.first(PlatformHeaders.SUBJECT).orElse(""));
            case Header(String name) -> brief(headers.first(name).orElse(""));
            case All() -> "";
        };
    }

    /** Keys are kept, and callers choose how long their headers are. */
    private static String brief(String value) {
        return value.length() <= 128
                ? value
                : HexFormat.of().formatHex(Digest.sha256().digest(value.getBytes(StandardCharsets.UTF_8)));
    }

    default String word() {
        return switch (this) {
            case Address() -> "address";
            case Subject() -> "subject";
            case Header(String _) -> "header";
            case All() -> "all";
        };
    }
}
