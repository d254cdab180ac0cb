package dev.sluice.decorators.auth;

import dev.sluice.core.settings.Setting;
import java.util.Optional;

/** The methods that are allowed, at least one; any of them is enough. */
public record AuthSettings(
        @Setting("bearer tokens: Authorization: Bearer …") Optional<TokenSettings> bearer,

        @Setting("API keys in a header field or in the query")
        Optional<ApiKeySettings> apiKey,

        @Setting("names and passwords: Authorization: Basic …")
        Optional<BasicSettings> basic,

        @Setting("signed tokens of an OpenID provider or any other issuer of JWTs, as bearer tokens")
        Optional<JwtSettings> jwt,

        @Setting("whether the credentials stay in the request that goes on")
        boolean forward) {

    public AuthSettings {
        if (bearer.isEmpty() && apiKey.isEmpty() && basic.isEmpty() && jwt.isEmpty()) {
            throw new IllegalArgumentException("no method is allowed: name bearer, apiKey, basic or jwt");
        }
    }
}
