package dev.sluice.function.ownership;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a key is written, and for how long.
 *
 * @param ifVersion only if it has this version; 0 only if there is none
 * @param ifValue only if it has this value; not together with {@code ifVersion}
 * @param ttl it vanishes after this time
 * @param token of a hold: from then on a smaller one is refused
 */
public record KeyOptions(OptionalLong ifVersion, Optional<String> ifValue, Optional<Duration> ttl, OptionalLong token) {

    /** Whatever it was before, for good. */
    public static final KeyOptions ANY =
            new KeyOptions(OptionalLong.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());

    public KeyOptions {
        if (ifVersion.isPresent() && ifValue.isPresent()) {
            throw new IllegalArgumentException("say ifVersion or ifValue, and not both: a version says more");
        }
    }

    public KeyOptions ifVersion(long version) {
        return new KeyOptions(OptionalLong.of(version), ifValue, ttl, token);
    }

    public KeyOptions ifValue(String value) {
        return new KeyOptions(ifVersion, Optional.of(value), ttl, token);
    }

    public KeyOptions ttl(Duration time) {
        return new KeyOptions(ifVersion, ifValue, Optional.of(time), token);
    }

    /** With the token of what is held; throws as {@link Hold#token} does. */
    public KeyOptions token(Hold hold) {
        return token(hold.token());
    }

    public KeyOptions token(long number) {
        return new KeyOptions(ifVersion, ifValue, ttl, OptionalLong.of(number));
    }
}
