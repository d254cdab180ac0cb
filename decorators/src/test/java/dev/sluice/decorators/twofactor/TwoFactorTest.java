package dev.sluice.decorators.twofactor;

import static dev.sluice.decorators.twofactor.login.Fixture.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.decorator.Subject;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.Decorated;
import dev.sluice.decorators.evaluate.InProcessEvaluators;
import dev.sluice.decorators.twofactor.login.Fixture;
import dev.sluice.decorators.twofactor.login.Fixture.Phone;
import dev.sluice.decorators.twofactor.login.LostState;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TwoFactorTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Fixture fixture = new Fixture();
    private final Decorated decorated =
            new Decorated(new TwoFactorKind(() -> fixture.factor, new InProcessEvaluators()));

    @AfterEach
    void everybodyKeptTheRules() {
        assertThat(decorated.function().faults()).isEmpty();
    }

    @Test
    void theFirstCallIsAnsweredWithAChallenge() throws Exception {
        HeardCall call = call("{}", post("{}", "Sluice-Subject", "ann"));

        assertThat(call.status()).isEqualTo(401);
        assertThat(call.outcome()).isEqualTo(new Outcome.Intercepted("two-factor", 401, "second_factor_required"));
        JsonNode problem = JSON.readTree(call.text());
        String challenge = problem.at("/challenge").asText();
        String expires = fixture.time.instant().plusSeconds(300).toString();
        assertThat(problem.at("/reason").asText()).isEqualTo("second_factor_required");
        assertThat(problem.at("/component").asText()).isEqualTo("decorator");
        assertThat(problem.at("/methods")).hasToString("[\"totp\",\"recovery\"]");
        assertThat(problem.at("/expiresAt").asText()).isEqualTo(expires);
        assertThat(problem.at("/detail").asText())
                .isEqualTo("Repeat the request with the headers Sluice-Challenge and Sluice-Code before the challenge"
                        + " expires.");
        assertThat(call.headers().first("WWW-Authenticate"))
                .contains("Sluice-2FA realm=\"hello\", methods=\"totp recovery\", challenge=\"" + challenge
                        + "\", expires=\"" + expires + "\"");
        assertThat(call.headers().first("Cache-Control")).contains("no-store");
        assertThat(decorated.function().calls()).isEmpty();
    }

    @Test
    void theSameCallWithACodePassesOnce() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        String[] answer = answer("{}", "{\"a\":1}", phone.app().code());

        HeardCall first = call("{}", post("{\"a\":1}", answer));
        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(200));
        HeardCall again = call("{}", post("{\"a\":1}", answer));

        assertThat(first.text()).isEqualTo("{\"a\":1}");
        assertThat(first.headers().first("Sluice-Proof")).isEmpty();
        assertThat(again.outcome()).isEqualTo(new Outcome.Intercepted("two-factor", 401, "second_factor_refused"));
    }

    @Test
    void noFunctionSeesACodeOrAProof() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        String[] answer = answer("{}", "{}", phone.app().code());
        Headers headers = Headers.of(answer)
                .plus("Sluice-Proof", "1.2.3")
                .plus("Sluice-Send-Code", "yes")
                .plus("Cookie", "theme=dark; sluice-proof=1.2.3; lang=de");

        HeardCall call = call("{}", post("{}", flat(headers)));

        assertThat(call.outcome()).isEqualTo(new Outcome.Succeeded(200));
        Headers seen =
                decorated.function().calls().getFirst().invocation().head().headers();
        assertThat(seen.first("Sluice-Subject")).contains("ann");
        assertThat(seen.first("Cookie")).contains("theme=dark; lang=de");
        assertThat(seen.toString()).doesNotContain("Sluice-Code", "Sluice-Challenge", "Sluice-Proof", "Send-Code");
    }

    @Test
    void codesAreTakenFromCallsThatNeedNoneToo() {
        call("{methods: [DELETE]}", post("{}", "Sluice-Subject", "ann", "Sluice-Code", "123456"))
                .outcome();

        assertThat(decorated
                        .function()
                        .calls()
                        .getFirst()
                        .invocation()
                        .head()
                        .headers()
                        .first("Sluice-Code"))
                .isEmpty();
    }

    @Test
    void aProofPassesForAWhileAsHeaderOrCookie() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        String settings = "{remember: 10m}";
        HeardCall proven =
                call(settings, post("{}", answer(settings, "{}", phone.app().code())));
        proven.outcome();
        String proof = proven.headers().first("Sluice-Proof").orElseThrow();
        assertThat(proven.headers().all("Cache-Control"))
                .as("nobody keeps it for others")
                .containsExactly("no-store");
        assertThat(proven.headers().first("Set-Cookie"))
                .contains("sluice-proof=" + proof + "; Path=/function/hello; Max-Age=600; HttpOnly; SameSite=Strict");

        fixture.time.pass(Duration.ofMinutes(9));
        assertThat(call(settings, get("Sluice-Subject", "ann", "Sluice-Proof", proof))
                        .status())
                .isEqualTo(200);
        assertThat(call(settings, get("Sluice-Subject", "ann", "Cookie", "a=b; sluice-proof=" + proof))
                        .status())
                .isEqualTo(200);
        assertThat(call(settings, get("Sluice-Subject", "bob", "Sluice-Proof", proof))
                        .status())
                .isEqualTo(401);
        assertThat(call("{}", get("Sluice-Subject", "ann", "Sluice-Proof", proof))
                        .status())
                .as("a function that does not remember")
                .isEqualTo(401);
        fixture.time.pass(Duration.ofMinutes(1));
        assertThat(call(settings, get("Sluice-Subject", "ann", "Sluice-Proof", proof))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theCookieIsSecureWhereTheCallIs() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        String settings = "{remember: 10m}";
        String[] answer = answer(settings, "{}", phone.app().code());

        HeardCall call = call(settings, post("{}", flat(Headers.of(answer).plus("X-Forwarded-Proto", "https"))));
        call.outcome();

        assertThat(call.headers().first("Set-Cookie").orElseThrow()).endsWith("; Secure");
    }

    @Test
    void withoutAFirstFactorNobodyIsAskedForASecond() throws Exception {
        HeardCall call = call("{}", post("{}", "Sluice-Challenge", "x", "Sluice-Code", "123456"));

        assertThat(call.status()).isEqualTo(401);
        call.outcome();
        assertThat(JSON.readTree(call.text()).at("/reason").asText()).isEqualTo("first_factor_missing");
        assertThat(call.headers().first("WWW-Authenticate")).contains("Sluice-2FA realm=\"hello\"");
        assertThat(fixture.store.keys("two-factor", 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{methods: [POST, DELETE]} | POST | 401",
                "{methods: [POST, DELETE]} | GET | 200",
                "{when: 'request.path == \"/\"'} | GET | 401",
                "{when: 'request.headers.exists(h, h == \"x-risk\")'} | GET | 200",
                "{methods: GET, when: 'subject != \"ann\"'} | GET | 200"
            })
    void itIsAskedForOnlyWhereItIsNeeded(String settings, String method, int status) {
        Invocation invocation = Invocations.of(method, Body.EMPTY, "Sluice-Subject", "ann");

        assertThat(call(settings, invocation).status()).isEqualTo(status);
    }

    @Test
    void largeAmountsStepUp() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        String settings = "{when: request.body.amount > 1000}";

        assertThat(call(settings, post("{\"amount\":1000}", "Sluice-Subject", "ann"))
                        .status())
                .isEqualTo(200);
        String[] answer = answer(settings, "{\"amount\":1001}", phone.app().code());
        assertThat(call(settings, post("{\"amount\":9999}", answer)).status())
                .as("a challenge for another amount")
                .isEqualTo(401);
        assertThat(call(settings, post("{\"amount\":1001}", answer)).status()).isEqualTo(200);
    }

    @Test
    void aChallengeDoesNotWaitForTheBody() {
        HeardCall call = HeardCall.slowly(decorated.with("{}"), Invocations.streamed("Sluice-Subject", "ann"));

        assertThat(call.status()).isEqualTo(401);
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() throws Exception {
        Invoker function = decorated.with("{notifier: notify}");
        for (int i = 0; i < 5; i++) {
            HeardCall.of(function, get("Sluice-Subject", "ann")).outcome();
        }

        HeardCall call = HeardCall.of(function, get("Sluice-Subject", "ann"));

        assertThat(call.status()).isEqualTo(429);
        call.outcome();
        assertThat(call.headers().first("Retry-After")).contains("300");
        assertThat(JSON.readTree(call.text()).at("/reason").asText()).isEqualTo("too_many_challenges");
    }

    /** Wrong, used, unknown, locked out, not enrolled: byte for byte the same answer, but for the call's own id. */
    @Test
    void everyRefusalIsTheSameToTheByte() throws Exception {
        Phone phone = fixture.enrol(ANN, "");
        fixture.enrol(Fixture.BOB, "");
        String settings = "{notifier: notify}";
        String used = phone.app().code();
        call(settings, get(answer(settings, "ann", used))).outcome();
        List<String[]> attacks = new ArrayList<>();
        attacks.add(answer(settings, "ann", fixture.wrong(phone.app())));
        attacks.add(answer(settings, "ann", used));
        attacks.add(answer(settings, "stranger", "123456"));
        attacks.add(new String[] {"Sluice-Subject", "ann", "Sluice-Challenge", "unknown", "Sluice-Code", "123456"});
        attacks.add(new String[] {"Sluice-Subject", "ann", "Sluice-Challenge", "x.y", "Sluice-Code", "x".repeat(99)});
        for (int i = 0; i < 6; i++) {
            attacks.add(new String[] {"Sluice-Subject", "bob", "Sluice-Challenge", "unknown", "Sluice-Code", "000000"});
        }
        List<String> answers = new ArrayList<>();
        for (String[] attack : attacks) {
            HeardCall call = call(settings, get(attack));
            call.outcome();
            answers.add(call.status() + " " + call.headers() + " "
                    + call.text().replaceFirst("\"invocation\":\"[^\"]+\",?", ""));
        }

        assertThat(answers).hasSize(11).containsOnly(answers.getFirst());
        assertThat(answers.getFirst()).startsWith("401 ").contains("second_factor_refused");
    }

    @Test
    void aChallengeTellsNothingOfTheUser() throws Exception {
        fixture.enrol(ANN, "+49 30 1");
        List<String> answers = new ArrayList<>();
        for (String user : List.of("ann", "stranger")) {
            HeardCall call = call("{notifier: notify}", get("Sluice-Subject", user));
            call.outcome();
            String challenge = JSON.readTree(call.text()).at("/challenge").asText();
            answers.add((call.status() + " " + call.headers() + " " + call.text())
                    .replace(challenge, "CHALLENGE" + challenge.length())
                    .replaceFirst("\"invocation\":\"[^\"]+\"", ""));
        }

        assertThat(answers.get(1)).isEqualTo(answers.get(0));
    }

    @Test
    void whenTheStoreFailsTheCallFailsAndDoesNotPass() {
        Decorated cut =
                new Decorated(new TwoFactorKind(() -> fixture.another(new LostState()), new InProcessEvaluators()));

        HeardCall call =
                HeardCall.of(cut.with("{remember: 1m}"), get("Sluice-Subject", "ann", "Sluice-Proof", "1.1.x"));

        assertThat(call.outcome()).isInstanceOf(Outcome.PlatformFault.class);
        assertThat(cut.function().calls()).isEmpty();
    }

    @Test
    void theAddressInTheAuditLogIsTheOneThatTheDoorSaw() {
        call("{}", get("Sluice-Subject", "ann", "X-Forwarded-For", "6.6.6.6, 192.0.2.7, 10.0.0.1"))
                .outcome();

        assertThat(fixture.events.getLast().context().address()).isEqualTo("192.0.2.7");
    }

    @Test
    void usersMayBeCalledInAnyScript() throws Exception {
        call("{}", get("Sluice-Subject", Subject.encoded("Зоя Ли"))).outcome();

        assertThat(fixture.events.getLast().user().name()).isEqualTo("Зоя Ли");
        assertThat(call("{}", get("Sluice-Subject", "Зоя")).outcome().reasonWord())
                .isEqualTo("first_factor_missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{when: 'request.body.amont >'} | decorators[0].two-factor.when",
                "{digits: 5} | decorators[0].two-factor.digits",
                "{expires: 2h} | decorators[0].two-factor.expires",
                "{remember: 0s} | decorators[0].two-factor.remember",
                "{methods: [post]} | decorators[0].two-factor.methods[0]",
                "{notifier: No_Such} | decorators[0].two-factor.notifier",
                "{codes: pigeon} | decorators[0].two-factor.codes",
                "{remembr: 1m} | decorators[0].two-factor.remembr"
            })
    void everyMistakeInTheSettingsIsNamedByItsPlace(String settings, String path) {
        assertThat(decorated.problems(settings)).extracting(SpecProblem::path).containsExactly(path);
    }

    private HeardCall call(String settings, Invocation invocation) {
        return HeardCall.of(decorated.with(settings), invocation);
    }

    /** Asks for a challenge of POST and answers with its headers and a code; a body of one word is a user who GETs. */
    private String[] answer(String settings, String bodyOrUser, String code) throws Exception {
        boolean posts = bodyOrUser.startsWith("{");
        String user = posts ? "ann" : bodyOrUser;
        HeardCall call = call(settings, posts ? post(bodyOrUser, "Sluice-Subject", user) : get("Sluice-Subject", user));
        call.outcome();
        String challenge = JSON.readTree(call.text()).at("/challenge").asText();
        return new String[] {"Sluice-Subject", user, "Sluice-Challenge", challenge, "Sluice-Code", code};
    }

    private static Invocation post(String body, String... headers) {
        return Invocations.post(body, headers);
    }

    private static Invocation get(String... headers) {
        Invocation get = Invocations.get(headers);
        RequestHead head = get.head();
        return new Invocation(get.id(), get.function(), head, Body.EMPTY);
    }

    private static String[] flat(Headers headers) {
        List<String> all = new ArrayList<>();
        headers.forEach((name, value) -> {
            all.add(name);
            all.add(value);
        });
        return all.toArray(String[]::new);
    }
}
