package dev.sluice.decorators.auth;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.invocation.Authorization;
import dev.sluice.core.invocation.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Names and passwords (RFC 7617) in UTF-8. */
record Basic(Passwords passwords) implements Method {

    private static final Credentials TAKEN = Credentials.fields(Authorization.FIELD);

    private static final int MOST_CHARACTERS = 1024;

    @Override
    public String name() {
        return "basic";
    }

    @Override
    public AuthenticationResult check(RequestHead head) {
        return Authorization.credentials(head, "Basic").map(this::check).orElseGet(AuthenticationResult.Nothing::new);
    }

    private AuthenticationResult check(String credentials) {
        if (credentials.length() > MOST_CHARACTERS) {
            return new AuthenticationResult.Refused("too_long");
        }
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new AuthenticationResult.Refused("malformed");
        }
        int colon = pair.indexOf(':');
        return colon < 1
                ? new AuthenticationResult.Refused("malformed")
                : passwords.check(pair.substring(0, colon), pair.substring(colon + 1));
    }

    @Override
    public String challenge(String realm, boolean refused) {
        return "Basic realm=\"" + realm + "\", charset=\"UTF-8\"";
    }

    @Override
    public RequestHead stripped(RequestHead head) {
        return TAKEN.without(head);
    }
}
