package dev.sluice.decorators.auth;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.head.WaitingHead;
import dev.sluice.core.invocation.Authorization;
import dev.sluice.core.invocation.EntryPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out who calls, puts that into {@code Sluice-Subject}, and turns away who does not prove it. */
public final class AuthKind implements DecoratorKind<AuthSettings> {

    @Override
    public String name() {
        return "auth";
    }

    @Override
    public String summary() {
        return "Finds out who calls by token, API key, password or JWT, and answers 401 to all others.";
    }

    @Override
    public Class<AuthSettings> settings() {
        return AuthSettings.class;
    }

    @Override
    public String example() {
        return """
                - auth:
                    bearer: [ci-token]
                    apiKey: {header: X-API-Key, keys: [partner-key]}
                    basic: {users: passwords}
                    jwt: {issuer: "https://login.example.org", audience: hello, algorithms: [RS256]}
                """;
    }

    @Override
    public Set<Trait> traits(AuthSettings settings) {
        return Set.of(Trait.IDENTIFIES);
    }

    @Override
    public Credentials credentials(AuthSettings settings) {
        return settings.apiKey()
                .map(keys -> new Credentials(
                        Set.of(keys.header()), keys.query().map(Set::of).orElse(Set.of())))
                .orElse(Credentials.NONE)
                .and(Credentials.fields(Authorization.FIELD));
    }

    @Override
    public Set<EntryPoint> entryPoints() {
        return EntryPoint.WITH_CALLER;
    }

    @Override
    public Decorator make(AuthSettings settings, DecoratorSite site) {
        List<Method> methods = new ArrayList<>();
        if (settings.bearer().isPresent() || settings.jwt().isPresent()) {
            Optional<SecretKeys> tokens =
                    settings.bearer().map(bearer -> new SecretKeys(site, bearer.tokens(), "unknown_token"));
            methods.add(new Bearer(tokens, settings.jwt().map(jwt -> new SignedTokens(site, jwt))));
        }
        settings.basic().ifPresent(basic -> methods.add(new Basic(new Passwords(site, basic.users()))));
        settings.apiKey()
                .ifPresent(keys -> methods.add(
                        new ApiKeys(keys.header(), keys.query(), new SecretKeys(site, keys.keys(), "unknown_key"))));
        return new WaitingHead(site, new Authenticator(site, List.copyOf(methods), settings.forward()));
    }
}
