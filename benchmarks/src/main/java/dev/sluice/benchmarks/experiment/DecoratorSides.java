package dev.sluice.benchmarks.experiment;

import com.google.gson.JsonParser;
import dev.sluice.benchmarks.http.Answer;
import dev.sluice.benchmarks.peer.Ask;
import dev.sluice.benchmarks.platform.Gateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The decorators that there are, each as it is typically set, and how a function with it is called. */
final class DecoratorSides {

    static final String ALONE = "none";

    private static final String TOKEN = "0f9c3a6be7d2481f";

    /** {@code measured} at cost 10, as {@code htpasswd -nB} makes it. */
    private static final String USERS = "ann:$2y$10$.EbovhrMxrQBuaomDyBjJOYlOhtTvKdk8/AYMPAGylxCZ.gPSOFFu";

    private DecoratorSides() {}

    /**
     * One of them.
     *
     * @param decorators entries of a spec, in the flow style of YAML
     * @param over the name of the side that it is compared with
     */
    record Side(String name, String decorators, Calling calling, String over) {

        static Side of(String name, String decorator, Calling calling) {
            return new Side(name, decorator, calling, ALONE);
        }

        static Side of(String name, String decorator) {
            return of(name, decorator, (gateway, ask) -> ask);
        }

        String function() {
            return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        }

        String spec() {
            return "decorators: [" + decorators + "]";
        }
    }

    /** What makes a call one of this side; asked once, when the function is deployed. */
    interface Calling {
        Ask of(Gateway gateway, Ask plain) throws IOException;
    }

    private static Calling with(String field, String value) {
        return (gateway, ask) -> ask.with(field, value);
    }

    static Ask authorized(Ask ask) {
        return ask.with("Authorization", "Bearer " + TOKEN);
    }

    /** The secrets that {@link #ofGet} names. */
    static void prepare(Gateway gateway) throws IOException {
        gateway.secret("token", TOKEN);
        gateway.secret("users", USERS);
    }

    /** Those that are called with GET. */
    static List<Side> ofGet(TokenIssuer issuer) throws GeneralSecurityException {
        String jwt =
                "{auth: {jwt: {issuer: '%1$s', keys: '%1$s/keys', audience: measured}}}".formatted(issuer.address());
        return List.of(
                Side.of(ALONE, ""),
                Side.of("auth, bearer", "{auth: {bearer: token}}", (gateway, ask) -> authorized(ask)),
                Side.of("auth, password checked before", "{auth: {basic: users}}", with("Authorization", password())),
                Side.of("auth, JWT RS256", jwt, with("Authorization", "Bearer " + issuer.token("ann", "measured"))),
                new Side(
                        "two-factor, remembered",
                        "{auth: {bearer: token}}, {two-factor: {remember: 1h}}",
                        DecoratorSides::proven,
                        "auth, bearer"),
                Side.of("cache, hit", "{cache: {ttl: 1h}}"),
                Side.of("cache, miss", "{cache: {ttl: 1h}}", (gateway, ask) -> ask.withNewQueries()),
                Side.of(
                        "headers",
                        "{headers: {request: {set: {X-Tenant: acme}}, response: {set: {Cache-Control: no-store}}}}"),
                Side.of("cors", "{cors: {origins: ['https://a.example']}}", with("Origin", "https://a.example")),
                Side.of("log", "log"),
                Side.of("compress", "compress", with("Accept-Encoding", "gzip")),
                Side.of("rate-limit", "{rate-limit: 1000000}"),
                Side.of("timeout", "{timeout: 30s}"),
                Side.of("bulkhead", "{bulkhead: 1000}"),
                Side.of("circuit-breaker", "circuit-breaker"),
                Side.of("retry", "retry"),
                Side.of("hedge", "{hedge: 30s}"),
                Side.of("fallback", "{fallback: {instead: {answer: '{}'}}}"),
                Side.of("scatter", "{scatter: {merge: concat}}"),
                Side.of("split", "{split: {targets: {split: 9, none: 1}}}"),
                Side.of("mirror", "{mirror: none}"));
    }

    /** Those that are called with POST and a short JSON body. */
    static List<Side> ofPost() {
        String schema = "{type: object, required: [item, amount], properties: {item: {type: string, minLength: 1},"
                + " amount: {type: integer, minimum: 1}, size: {enum: [S, M, L]}}}";
        return List.of(
                Side.of(ALONE, ""),
                Side.of("defaults", "{defaults: {color: blue, customer: {language: de}, id: {random: uuid}}}"),
                Side.of("validate", "{validate: {body: " + schema + "}}"),
                Side.of(
                        "transform, JSONata",
                        "{transform: {request: {jsonata: '{\"what\": item, \"count\": amount * 2, \"who\": customer.name}'}}}"),
                Side.of(
                        "transform, JSON Patch",
                        "{transform: {request: {patch: [{op: remove, path: /gift}, {op: add, path: /version, value: 2}]}}}"),
                Side.of("idempotency, new key", "idempotency", (gateway, ask) -> ask.withNewValues("Idempotency-Key")),
                Side.of("function", "{function: passing-decorator}"));
    }

    private static String password() {
        return "Basic " + Base64.getEncoder().encodeToString("ann:measured".getBytes(StandardCharsets.UTF_8));
    }

    /** Shows the second factor once, and calls with the proof of it. The user is the secret's name. */
    private static Ask proven(Gateway gateway, Ask plain) throws IOException {
        String path = "two-factor-remembered";
        String code = gateway.enrol("token").getFirst();
        Map<String, String> known = Map.of("Authorization", "Bearer " + TOKEN);
        String challenge = JsonParser.parseString(gateway.call(path, known).text())
                .getAsJsonObject()
                .get("challenge")
                .getAsString();
        Answer passed = gateway.call(
                path, Map.of("Authorization", "Bearer " + TOKEN, "Sluice-Challenge", challenge, "Sluice-Code", code));
        String proof = passed.orThrow("the second factor").headers().getOrDefault("sluice-proof", "");
        return authorized(plain).with("Sluice-Proof", proof);
    }
}
