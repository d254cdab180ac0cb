package dev.sluice.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.function.Namespace;
import dev.sluice.store.catalog.DirectoryCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokensTest {

    private static final Namespace TEAM = new Namespace("team-a");
    private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

    private final Catalog catalog = new InMemoryCatalog();
    private final AccessTokens tokens = of(catalog);

    private static AccessTokens of(Catalog catalog) {
        return new AccessTokens(catalog, new SecureRandom(), InstantSource.fixed(NOW));
    }

    private static Tokens all(AccessTokens tokens) {
        return new Tokens("admin", "invoke", tokens);
    }

    @Test
    void aTokenOpensFunctionsOfItsNamespaceAndNoOther() {
        String call = tokens.make(TEAM, "call", false).orElseThrow().token();
        String manage = tokens.make(TEAM, "manage", true).orElseThrow().token();

        for (String token : List.of(call, manage, "admin")) {
            assertThat(all(tokens).opensFunctions(token, TEAM)).isTrue();
        }
        assertThat(all(tokens).opensFunctions(call, Namespace.DEFAULT)).isFalse();
        assertThat(all(tokens).opensFunctions(manage, new Namespace("team-b"))).isFalse();
        assertThat(all(tokens).opensFunctions("invoke", TEAM)).isFalse();
        assertThat(all(tokens).opensFunctions("invoke", Namespace.DEFAULT)).isTrue();
    }

    @Test
    void aNameIsTakenOnceInANamespaceAndAgainAfterItsEnd() {
        String first = tokens.make(TEAM, "ci", true).orElseThrow().token();

        assertThat(tokens.make(TEAM, "ci", true)).isEmpty();
        assertThat(tokens.make(Namespace.DEFAULT, "ci", false)).isPresent();
        assertThat(tokens.list(TEAM)).containsExactly(new AccessTokens.Told("ci", "manage", NOW));
        assertThat(tokens.revoke(Namespace.DEFAULT, "ci")).isTrue();
        assertThat(tokens.bearer(first)).isPresent();
        assertThat(tokens.revoke(TEAM, "ci")).isTrue();
        assertThat(tokens.revoke(TEAM, "ci")).isFalse();
        assertThat(tokens.bearer(first)).isEmpty();
        assertThat(tokens.make(TEAM, "ci", true).orElseThrow().token()).isNotEqualTo(first);
    }

    @Test
    void allWhoShareACatalogKnowEachChange() {
        AccessTokens other = of(catalog);
        String token = tokens.make(TEAM, "ci", true).orElseThrow().token();

        assertThat(other.bearer(token)).contains(new AccessTokens.Bearer(TEAM, AccessToken.Scope.MANAGE));
        other.revoke(TEAM, "ci");
        assertThat(tokens.bearer(token)).isEmpty();
    }

    @Test
    void theDiskHasADigestAndTheTokenWorksAfterARestart(@TempDir Path folder) throws IOException {
        List<ResourceKind<?, ?>> kinds = new ArrayList<>(FunctionKinds.ALL);
        kinds.add(AccessTokens.KIND);
        String token;
        try (Catalog first = new DirectoryCatalog(folder, kinds)) {
            token = of(first).make(TEAM, "ci", false).orElseThrow().token();
        }

        assertThat(Files.readString(folder.resolve("access-tokens/team-a/ci.yaml")))
                .contains("scope: invoke", "digest: sha256:", "2026-11-28T09:00:00Z")
                .doesNotContain(token);
        try (Catalog again = new DirectoryCatalog(folder, kinds)) {
            assertThat(of(again).bearer(token)).contains(new AccessTokens.Bearer(TEAM, AccessToken.Scope.INVOKE));
        }
    }

    @Test
    void aTokenHidesItself() {
        AccessTokens.Made made = tokens.make(TEAM, "ci", true).orElseThrow();

        assertThat(made.toString()).doesNotContain(made.token());
    }
}
