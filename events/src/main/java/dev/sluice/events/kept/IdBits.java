package dev.sluice.events.kept;

import dev.sluice.core.invocation.InvocationId;

/** The 128 bits of an id, of which its 26 characters are the digits to the base 32 (format: github.com/ulid/spec). */
record IdBits(long high, long low) {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    static IdBits of(InvocationId id) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < id.value().length(); i++) {
            high = high << 5 | low >>> 59;
            low = low << 5 | DIGITS.indexOf(id.value().charAt(i));
        }
        return new IdBits(high, low);
    }
}
