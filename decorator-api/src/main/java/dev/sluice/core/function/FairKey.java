package dev.sluice.core.function;

import java.util.Map;
import java.util.regex.Pattern;

/** What calls have in common that share one turn among those that wait. */
public sealed interface FairKey {

    /** How it is written. */
    String RULE = "subject, address, or {header: NAME}";

    /** Who calls, as a decorator before has found out. */
    record Subject() implements FairKey {}

    /** The network address of who calls; an IPv6 address by its first 64 bits. */
    record Address() implements FairKey {}

    /** The value of a header field. */
    record Header(String name) implements FairKey {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

        public Header {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' cannot be the name of a header field");
            }
        }
    }

    /** Reads what somebody wrote; throws {@link IllegalArgumentException} with a sentence if it is none. */
    static FairKey parse(Object written) {
        if (written instanceof Map<?, ?> map && map.size() == 1 && map.get("header") instanceof String name) {
            return new Header(name);
        }
        return switch (TreeValues.scalar(written).orElse("")) {
            case "subject" -> new Subject();
            case "address" -> new Address();
            default ->
                throw new IllegalArgumentException(TreeValues.scalar(written)
                        .map(word -> "unknown word '" + word + "'")
                        .orElse("it is no such key"));
        };
    }

    /** As somebody would write it. */
    default Object written() {
        return switch (this) {
            case Subject() -> "subject";
            case Address() -> "address";
            case Header(String name) -> Map.of("header", name);
        };
    }
}
