package dev.sluice.decorators.auth;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.invocation.Authorization;
import dev.sluice.core.invocation.RequestHead;
import java.util.Optional;

/** Bearer tokens (RFC 6750): known ones, and signed ones. */
record Bearer(Optional<SecretKeys> tokens, Optional<SignedTokens> signed) implements Method {

    private static final Credentials TAKEN = Credentials.fields(Authorization.FIELD);

    private static final int MOST_CHARACTERS = 16 * 1024;

    @Override
    public String name() {
        return "bearer";
    }

    @Override
    public AuthenticationResult check(RequestHead head) {
        return Authorization.credentials(head, "Bearer").map(this::check).orElseGet(AuthenticationResult.Nothing::new);
    }

    private AuthenticationResult check(String token) {
        if (token.length() > MOST_CHARACTERS) {
            return new AuthenticationResult.Refused("too_long");
        }
        AuthenticationResult known = tokens.map(keys -> keys.check(token))
                .orElseGet(() -> new AuthenticationResult.Refused("unknown_token"));
        return signed.map(check -> known.or(() -> check.check(token))).orElse(known);
    }

    @Override
    public String challenge(String realm, boolean refused) {
        return "Bearer realm=\"" + realm + "\"" + (refused ? ", error=\"invalid_token\"" : "");
    }

    @Override
    public RequestHead stripped(RequestHead head) {
        return TAKEN.without(head);
    }
}
