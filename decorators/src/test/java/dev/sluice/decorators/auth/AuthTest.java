package dev.sluice.decorators.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

class AuthTest {

    private static final String SETTINGS =
            "{bearer: [ci-token, deploy-token], apiKey: {keys: partner-key, query: key}, basic: users}";

    private final Decorated decorated = new Decorated(new AuthKind());

    @BeforeEach
    void theSecrets() {
        decorated.sites().secret("ci-token", "tok-1");
        decorated.sites().secret("deploy-token", "tok-2\n");
        decorated.sites().secret("partner-key", "key-1");
        decorated.sites().secret("users", "# people\nalice:" + BCrypt.hashpw("päss", BCrypt.gensalt("$2y", 4)) + "\n");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Invocation query(String query) {
        Invocation get = Invocations.get();
        return new Invocation(get.id(), get.function(), new RequestHead("GET", "/", query, Headers.EMPTY), Body.EMPTY);
    }

    private Outcome called(Invocation invocation) {
        return HeardCall.of(decorated.with(SETTINGS), invocation).outcome();
    }

    private RequestHead passed(String settings, Invocation invocation) {
        HeardCall caller = HeardCall.of(decorated.with(settings), invocation);
        assertThat(caller.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(caller.faults()).isEmpty();
        return decorated.function().calls().getLast().head();
    }

    private static Outcome stopped(int status, String reason) {
        return new Outcome.Intercepted("auth", status, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, Bearer tok-1, ci-token",
        "authorization, bearer  tok-2, deploy-token",
        "x-api-key, key-1, partner-key",
        "X-API-KEY, key-1, partner-key",
    })
    void theNameOfTheSecretIsTheSubjectAndTheCredentialsGoNoFurther(String field, String value, String subject) {
        RequestHead head = passed(SETTINGS, Invocations.get(field, value, "x-other", "1"));

        assertThat(head.headers()).isEqualTo(Headers.of("x-other", "1", PlatformHeaders.SUBJECT, subject));
    }

    @Test
    void aPasswordInUtf8IsTheUsers() {
        RequestHead head = passed(SETTINGS, Invocations.get("authorization", basic("alice:päss")));

        assertThat(head.headers()).isEqualTo(Headers.of(PlatformHeaders.SUBJECT, "alice"));
    }

    @Test
    void aKeyInTheQueryIsTakenOutOfIt() {
        RequestHead head = passed(SETTINGS, query("a=1&key=key%2D1&b=2"));

        assertThat(head.query()).isEqualTo("a=1&b=2");
        assertThat(head.headers().first(PlatformHeaders.SUBJECT)).contains("partner-key");
    }

    @Test
    void credentialsMayBeForwarded() {
        RequestHead head =
                passed("{bearer: ci-token, forward: true}", Invocations.get("authorization", "Bearer tok-1"));

        assertThat(head.headers())
                .isEqualTo(Headers.of("authorization", "Bearer tok-1", PlatformHeaders.SUBJECT, "ci-token"));
    }

    @Test
    void whoBringsNothingIsToldWhatIsTaken() {
        HeardCall caller = HeardCall.of(decorated.with(SETTINGS), Invocations.get());

        assertThat(caller.outcome()).isEqualTo(stopped(401, "credentials_missing"));
        assertThat(caller.headers().all("WWW-Authenticate"))
                .containsExactly(
                        "Bearer realm=\"hello\"",
                        "Basic realm=\"hello\", charset=\"UTF-8\"",
                        "ApiKey realm=\"hello\", header=\"X-API-Key\"");
        assertThat(caller.headers().first("Cache-Control")).contains("no-store");
        assertThat(caller.text()).contains("'hello' takes these: bearer, basic, apiKey.");
        assertThat(decorated.function().calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer tok-3",
                "Bearer tok-1x",
                "Bearer key-1",
                "Basic !!!",
                "Basic ",
                "Digest username=x",
                "Bearer",
                "",
            })
    void wrongCredentialsAreAllAnsweredAlike(String authorization) {
        HeardCall caller = HeardCall.of(decorated.with(SETTINGS), Invocations.get("authorization", authorization));

        assertThat(caller.outcome().reasonWord()).startsWith("credentials_refused_");
        assertThat(caller.headers().all("WWW-Authenticate").getFirst())
                .isEqualTo("Bearer realm=\"hello\", error=\"invalid_token\"");
        assertThat(caller.text()).contains("Send other credentials, or none to be told which 'hello' takes.");
        assertThat(decorated.function().calls()).isEmpty();
    }

    @Test
    void anUnknownUserAndAWrongPasswordLookTheSameButToThoseWhoWatch() {
        String unknown = HeardCallText.of(decorated, SETTINGS, basic("bob:päss"));
        String wrong = HeardCallText.of(decorated, SETTINGS, basic("alice:pass"));

        assertThat(unknown).isEqualTo(wrong);
        assertThat(HeardCall.of(decorated.with(SETTINGS), Invocations.get("authorization", basic("bob:päss")))
                        .outcome())
                .isEqualTo(stopped(401, "credentials_refused_unknown_user"));
        assertThat(HeardCall.of(decorated.with(SETTINGS), Invocations.get("authorization", basic("alice:pass")))
                        .outcome())
                .isEqualTo(stopped(401, "credentials_refused_wrong_password"));
    }

    @Test
    void twoSetsOfTheSameCredentialsAreRefused() {
        assertThat(called(Invocations.get("authorization", "Bearer tok-1", "Authorization", "Bearer tok-2")))
                .isEqualTo(stopped(401, "credentials_refused_unknown_scheme"));
        assertThat(called(Invocations.get("x-api-key", "key-1", "x-api-key", "key-2")))
                .isEqualTo(stopped(401, "credentials_refused_more_than_one"));
    }

    @Test
    void aSecretThatChangesCountsSoon() {
        var invoker = decorated.with(SETTINGS);
        decorated.sites().secret("ci-token", "tok-9");

        decorated.sites().time().pass(SecretKeys.FRESH);

        assertThat(HeardCall.of(invoker, Invocations.get("authorization", "Bearer tok-1"))
                        .outcome())
                .isEqualTo(stopped(401, "credentials_refused_unknown_token"));
        assertThat(HeardCall.of(invoker, Invocations.get("authorization", "Bearer tok-9"))
                        .outcome())
                .isEqualTo(new Outcome.Succeeded(200));
    }

    @Test
    void aPasswordThatChangesCountsSoonThoughTheOldOneWasGoodJustNow() {
        var invoker = decorated.with(SETTINGS);
        Invocation old = Invocations.get("authorization", basic("alice:päss"));
        assertThat(HeardCall.of(invoker, old).outcome()).isEqualTo(new Outcome.Succeeded(200));
        decorated.sites().secret("users", "alice:" + BCrypt.hashpw("new", BCrypt.gensalt(4)));

        decorated.sites().time().pass(SecretKeys.FRESH);

        assertThat(HeardCall.of(invoker, old).outcome()).isEqualTo(stopped(401, "credentials_refused_wrong_password"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                          | auth | no method is allowed: name bearer, apiKey, basic or jwt
            {bearer: []}                | auth.bearer | bearer has 0 entries
            {bearer: {tokens: []}}      | auth.bearer.tokens | tokens has 0 entries
            {bearer: Not_A_Name}        | auth.bearer | secret name 'Not_A_Name' is not allowed: 1 to 63 lower-case letters, digits and '-', starting with a letter and not ending with '-'
            {apiKey: {header: a b, keys: k}} | auth.apiKey.header | 'a b' is not allowed
            {apiKey: {}}                | auth.apiKey.keys | keys has 0 entries
            {basic: {}}                 | auth.basic.users | users is missing
            {jwt: {audience: a}}        | auth.jwt.issuer | issuer is missing
            {jwt: {issuer: "https://a.b"}} | auth.jwt.audience | audience has 0 entries
            {jwt: {issuer: "http://a.b", audience: a}} | auth.jwt | issuer must be an https address; http is allowed on this machine only, as in http://localhost
            {jwt: {issuer: "https://a.b", keys: "file:///etc/x", audience: a}} | auth.jwt | keys must be an https address; http is allowed on this machine only, as in http://localhost
            {jwt: {issuer: "https://a.b", audience: a, algorithms: none}} | auth.jwt.algorithms | 'none' is not allowed: tokens may be signed with RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512
            {jwt: {issuer: "https://a.b", audience: a, algorithms: [HS256]}} | auth.jwt.algorithms[0] | 'HS256' is not allowed: tokens may be signed with RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512
            {jwt: {issuer: "https://a.b", audience: a, skew: 1h}} | auth.jwt.skew | 1h is out of bounds
            {jwt: {issuer: "https://a.b", audience: a, refresh: 1h, stale: 5m}} | auth.jwt | stale must not be shorter than refresh
            """)
    void wrongSettingsAreToldWithTheirPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0]." + path);
            assertThat(problem.message()).isEqualTo(message);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            gone  | ~~         | there is no secret 'gone', which auth needs: set it with sluice secret set gone
            users | ~ ~        | the secret 'users', which auth needs, is empty
            users | # nobody   | the secret 'users' has no users
            users | alice:pass | line 1 of the secret 'users' is not a user with a bcrypt hash of cost 4 to 14: make one with htpasswd -nB NAME
            users | alice:$2y$31$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyzabcde | line 1 of the secret 'users' is not a user with a bcrypt hash of cost 4 to 14: make one with htpasswd -nB NAME
            """)
    void secretsThatCannotBeUsedAreToldAtDeploy(String secret, String value, String message) {
        decorated.sites().secret("users", value);

        assertThatThrownBy(() -> decorated.with("{basic: " + secret + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    /** What a caller sees but for the id of its call. */
    private static final class HeardCallText {

        static String of(Decorated decorated, String settings, String authorization) {
            HeardCall caller = HeardCall.of(decorated.with(settings), Invocations.get("authorization", authorization));
            caller.outcome();
            return caller.status()
                    + caller.headers().toString().replaceAll("content-length, \\d+", "")
                    + caller.text().replaceAll("\"invocation\":\"[^\"]*\"", "");
        }
    }
}
