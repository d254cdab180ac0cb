package dev.sluice.decorators.auth;

import dev.sluice.core.settings.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which signed tokens are good. */
public record JwtSettings(
        @Setting("who must have issued the token: its iss") URI issuer,

        @Setting(value = "whom it must be for: one of these is in its aud", least = "1", most = "20")
        List<String> audience,

        @Setting("where the issuer's keys are (JWKS); without it, the issuer's OpenID configuration tells")
        Optional<URI> keys,

        @Setting(value = "how it may be signed", otherwise = "RS256, ES256", least = "1", most = "9")
        List<Algorithm> algorithms,

        @Setting(value = "the claim that is the subject", otherwise = "sub", least = "1", most = "64")
        String subject,

        @Setting(value = "how far clocks may differ", otherwise = "30s", least = "0s", most = "5m")
        Duration skew,

        @Setting(
                value = "how long keys are used until they are fetched again; a token with an unknown key fetches"
                        + " them at once, twice in 30 s at most",
                otherwise = "10m",
                least = "1m",
                most = "24h")
        Duration refresh,

        @Setting(
                value = "how long after they were fetched keys are used while the issuer cannot be reached",
                otherwise = "4h",
                least = "1m",
                most = "24h")
        Duration stale) {

    public JwtSettings {
        checkAddress("issuer", issuer);
        keys.ifPresent(address -> checkAddress("keys", address));
        if (stale.compareTo(refresh) < 0) {
            throw new IllegalArgumentException("stale must not be shorter than refresh");
        }
    }

    /** Keys that come over a line that anybody can change prove nothing. */
    private static void checkAddress(String what, URI address) {
        String host = address.getHost() == null ? "" : address.getHost();
        boolean here = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
        boolean secure = "https".equals(address.getScheme());
        if (host.isEmpty() || !secure && !(here && "http".equals(address.getScheme()))) {
            throw new IllegalArgumentException(
                    what + " must be an https address; http is allowed on this machine only, as in http://localhost");
        }
    }
}
