package dev.sluice.decorators.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {

    private final Decorated decorated = new Decorated(new RateLimitKind());

    private static HeardCall call(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private static Invocation from(String address) {
        return Invocations.get("X-Forwarded-For", address);
    }

    @Test
    void whoCallsTooOftenIsToldWhenToComeBack() {
        Invoker invoker = decorated.with("{rate: 6, per: 60s, burst: 1}");
        call(invoker, from("192.0.2.7"));

        HeardCall refused = call(invoker, from("192.0.2.7"));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.outcome()).isEqualTo(new Outcome.Intercepted("rate-limit", 429, "rate_limited"));
        assertThat(refused.headers().first("Retry-After")).contains("10");
        assertThat(refused.text())
                .contains("'hello' takes 6 calls in 1m from each caller. Call more slowly, and again after the time in"
                        + " 'Retry-After'.")
                .contains("\"reason\":\"rate_limited\"")
                .contains("\"component\":\"decorator\"");
        assertThat(decorated.function().calls()).hasSize(1);
        assertThat(decorated.sites().eventWords()).containsExactly("limited", "answered");
    }

    @Test
    void afterTheTimeToldTheCallPasses() {
        Invoker invoker = decorated.with("{rate: 6, per: 60s, burst: 1}");
        call(invoker, from("192.0.2.7"));

        decorated.sites().time().pass(Duration.ofSeconds(10));

        assertThat(call(invoker, from("192.0.2.7")).status()).isEqualTo(200);
    }

    @Test
    void everyAnswerSaysWhatIsLeft() {
        Invoker invoker = decorated.with("{rate: 10, per: 10s, burst: 3}");
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(
                        Answer.of(200, Headers.of("RateLimit", "\"own\";r=1"), new byte[0])));

        HeardCall passed = call(invoker, from("192.0.2.7"));
        call(invoker, from("192.0.2.7"));
        call(invoker, from("192.0.2.7"));
        HeardCall refused = call(invoker, from("192.0.2.7"));

        assertThat(passed.headers().first("RateLimit-Policy")).contains("\"address-10s\";q=3;w=3");
        assertThat(passed.headers().all("RateLimit")).containsExactly("\"own\";r=1", "\"address-10s\";r=2;t=1");
        assertThat(refused.headers().first("RateLimit-Policy")).contains("\"address-10s\";q=3;w=3");
        assertThat(refused.headers().all("RateLimit")).containsExactly("\"address-10s\";r=0;t=3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            address            | X-Forwarded-For | 192.0.2.7            | 192.0.2.8           | 200
            address            | X-Forwarded-For | 2001:db8:0:1::1      | 2001:db8:0:1::2     | 429
            address            | X-Forwarded-For | 2001:db8:0:1::1      | 2001:db8:0:2::1     | 200
            subject            | Sluice-Subject  | ann                  | ben                 | 200
            {header: X-Api-Key}| X-Api-Key       | k1                   | k2                  | 200
            {header: X-Api-Key}| x-api-key       | k1                   | k1                  | 429
            {header: X-Api-Key}| X-Other         | k1                   | k2                  | 429
            all                | X-Forwarded-For | 192.0.2.7            | 192.0.2.8           | 429
            """)
    void theKeySaysWhoIsOneCaller(String key, String header, String first, String second, int status) {
        Invoker invoker = decorated.with("{rate: 1, key: " + key + "}");
        call(invoker, Invocations.get(header, first));

        assertThat(call(invoker, Invocations.get(header, second)).status()).isEqualTo(status);
    }

    @Test
    void aLongKeyIsToldApartToo() {
        Invoker invoker = decorated.with("{rate: 1, key: {header: X-Api-Key}}");
        String longKey = "k".repeat(5_000);

        assertThat(call(invoker, Invocations.get("X-Api-Key", longKey + "1")).status())
                .isEqualTo(200);
        assertThat(call(invoker, Invocations.get("X-Api-Key", longKey + "2")).status())
                .isEqualTo(200);
        assertThat(call(invoker, Invocations.get("X-Api-Key", longKey + "1")).status())
                .isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                     | .rate  | rate is missing
            {rate: 0}                              | .rate  | 0 is out of bounds
            {rate: many}                           | .rate  | 'many' is not a whole number
            {rate: 1, per: 1}                      | .per   | '1' is not a length of time
            {rate: 1, per: 500ms}                  | .per   | 500ms is out of bounds
            {rate: 1, per: 1500ms}                 |        | per is 1500ms: write whole seconds
            {rate: 1, burst: 0}                    | .burst | 0 is out of bounds
            {rate: 1, keys: 0}                     | .keys  | 0 is out of bounds
            {rate: 1, per: 24h, burst: 1000}       |        | a burst of 1000 at 1 per 24h takes more than 30 days to come back: allow less at once, or more often
            {rate: 1, key: adress}                 | .key   | 'adress' is not known: did you mean 'address'?
            {rate: 1, key: {header: a b}}          | .key.header | 'a b' cannot be the name of a header field
            {rate: 1, key: header}                 | .key.name | name is missing
            {rate: 1, bursts: 1}                   | .bursts | unknown key 'bursts': did you mean 'burst'?
            """)
    void aMistakeIsToldWithItsPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0].rate-limit" + (path == null ? "" : path));
            assertThat(problem.message()).isEqualTo(message);
        });
    }
}
