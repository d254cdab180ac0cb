package dev.sluice.decorators.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RejectReason;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.Decorated;
import dev.sluice.decorators.cache.shard.NoShardProcesses;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedCall;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CacheTest {

    private final Decorated decorated = new Decorated(new CacheKind(new NoShardProcesses()));
    private final AtomicInteger made = new AtomicInteger();
    private volatile Headers says = Headers.EMPTY;
    private volatile int status = 200;

    @BeforeEach
    void everyAnswerIsAnother() {
        decorated.function().playing(call -> new PlayedFunction.Act.Answers(next(call)));
    }

    private Answer next(PlayedCall call) {
        boolean same = says.first("etag").isPresent()
                && call.head().headers().first("if-none-match").equals(says.first("etag"));
        byte[] body = (same ? "" : "answer " + made.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
        return Answer.of(same ? 304 : status, says, body);
    }

    private void saying(String... headers) {
        says = Headers.of(headers);
    }

    private HeardCall called(Invoker invoker, Invocation invocation) {
        HeardCall caller = HeardCall.of(invoker, invocation);
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return caller;
    }

    private String text(Invoker invoker, String... headers) {
        return called(invoker, Invocations.get(headers)).text();
    }

    private static Invocation get(String path, String query) {
        Invocation get = Invocations.get();
        return new Invocation(get.id(), get.function(), new RequestHead("GET", path, query, Headers.EMPTY), Body.EMPTY);
    }

    private void pass(int seconds) {
        decorated.sites().time().pass(Duration.ofSeconds(seconds));
    }

    private int calls() {
        return decorated.function().calls().size();
    }

    @Test
    void anAnswerIsServedUntilItIsOld() {
        Invoker invoker = decorated.with("{}");
        saying("cache-control", "max-age=10");

        HeardCall first = called(invoker, Invocations.get());
        pass(9);
        HeardCall second = called(invoker, Invocations.get());
        pass(1);

        assertThat(first.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(first.headers().first("Cache-Status")).contains("sluice; fwd=miss; stored");
        assertThat(second.outcome()).isEqualTo(new Outcome.Intercepted("cache", 200, "kept_answer"));
        assertThat(second.text()).isEqualTo("answer 1");
        assertThat(second.headers().first("Age")).contains("9");
        assertThat(second.headers().first("Cache-Status")).contains("sluice; hit; ttl=1");
        assertThat(text(invoker)).isEqualTo("answer 2");
        assertThat(decorated.sites().eventWords())
                .containsExactly("miss", "stored", "hit", "answered", "miss", "stored");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~                                   | {}          | 2
            ~~                                   | {ttl: 1m}   | 1
            cache-control: max-age=60            | {}          | 1
            cache-control: max-age=0             | {ttl: 1m}   | 2
            cache-control: max-age=x             | {ttl: 1m}   | 2
            cache-control: max-age=1, s-maxage=60 | {}         | 1
            cache-control: s-maxage=0, max-age=60 | {}         | 2
            cache-control: no-store, max-age=60  | {ttl: 1m}   | 2
            cache-control: private, max-age=60   | {ttl: 1m}   | 2
            cache-control: no-cache              | {ttl: 1m}   | 2
            cache-control: ext="a, no-store", max-age=60 | {}  | 1
            expires: Thu, 01 Jan 1970 00:01:00 GMT | {}        | 1
            expires: 0                           | {ttl: 1m}   | 2
            vary: *                              | {ttl: 1m}   | 2
            set-cookie: a=b                      | {ttl: 1m}   | 2
            content-type: text/event-stream      | {ttl: 1m}   | 2
            age: 61                              | {ttl: 1m}   | 2
            age: 2147483647                      | {ttl: 1m}   | 2
            age: 99999999999999999999            | {ttl: 1m}   | 2
            age: 7200, 0                         | {ttl: 1m}   | 2
            age: 0, 7200                         | {ttl: 1m}   | 1
            age: old                             | {ttl: 1m}   | 1
            age: -7200                           | {ttl: 1m}   | 1
            cache-control: max-age=99999999999999999999 | {}   | 1
            cache-control: max-age=007           | {}          | 1
            cache-control: max-age="60"          | {}          | 1
            cache-control: max-age='60'          | {ttl: 1m}   | 2
            cache-control: max-age=60.0          | {ttl: 1m}   | 2
            cache-control: max-age =60           | {}          | 1
            cache-control: ext="max-age=60", max-age=1 | {}    | 2
            cache-control: ext="a\\", max-age=60", max-age=1 | {} | 2
            cache-control: ,, max-age=60 ,       | {}          | 1
            cache-control: MAX-AGE=60            | {}          | 1
            cache-control: max-age=60, must-understand | {}    | 1
            expires: Thursday, 01-Jan-70 00:01:00 GMT | {}     | 1
            expires: Thu Jan  1 00:01:00 1970    | {}          | 1
            expires: Thu, 01 Jan 1970 0:01:00 GMT | {ttl: 1m}  | 2
            expires: Thu, 01 Jan 1970 00:01:00 EST | {ttl: 1m} | 2
            vary: accept, *                      | {ttl: 1m}   | 2
            vary: , *                            | {ttl: 1m}   | 2
            vary: a*b                            | {ttl: 1m}   | 1
            """)
    void theAnswerSaysWhetherItIsKept(String header, String settings, int calls) {
        Invoker invoker = decorated.with(settings);
        saying(header.isEmpty() ? new String[0] : header.split(": ", 2));

        text(invoker);
        pass(5);
        text(invoker);

        assertThat(calls()).isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"200, 1", "404, 1", "301, 1", "302, 2", "500, 2", "206, 2", "201, 2"})
    void onlySomeStatusesAreKept(int answered, int calls) {
        Invoker invoker = decorated.with("{ttl: 1m}");
        status = answered;

        text(invoker);
        text(invoker);

        assertThat(calls()).isEqualTo(calls);
    }

    @ParameterizedTest
    @CsvSource({"302, 1", "303, 1", "201, 1", "500, 1", "599, 1", "206, 2"})
    void othersAreKeptIfTheySayHowLong(int answered, int calls) {
        Invoker invoker = decorated.with("{}");
        saying("cache-control", "max-age=60");
        status = answered;

        text(invoker);
        text(invoker);

        assertThat(calls()).isEqualTo(calls);
    }

    @Test
    void aStatusThatIsNotUnderstoodIsNotKeptWhereItMustBe() {
        Invoker invoker = decorated.with("{}");
        saying("cache-control", "max-age=60, must-understand");
        status = 599;

        text(invoker);

        assertThat(text(invoker)).isEqualTo("answer 2");
    }

    @Test
    void keptAnswersHaveTheDateAtWhichTheyWereMade() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        text(invoker);
        pass(7);

        Headers headers = called(invoker, Invocations.get()).headers();

        assertThat(headers.first("age")).contains("7");
        assertThat(headers.all("date")).containsExactly("Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @Test
    void callersWithCookiesDoNotShareWhatNobodySaidMayBeShared() {
        Invoker plain = decorated.with("{ttl: 1m}");
        assertThat(text(plain)).isEqualTo("answer 1");
        assertThat(text(plain, "cookie", "s=ann")).isEqualTo("answer 2");
        assertThat(text(plain, "cookie", "s=ann")).isEqualTo("answer 3");
        assertThat(text(plain)).isEqualTo("answer 1");

        saying("vary", "Accept, Cookie");
        assertThat(text(plain, "cookie", "s=ann")).isEqualTo("answer 4");
        assertThat(text(plain, "cookie", "s=bob")).isEqualTo("answer 5");
        assertThat(text(plain, "cookie", "s=ann")).isEqualTo("answer 4");
    }

    @Test
    void callersWhoAreKnownByNameHaveAnswersOfTheirOwnWhateverTheirCookies() {
        Invoker own = decorated.with("{ttl: 1m, key: {subject: true}}");

        assertThat(text(own, PlatformHeaders.SUBJECT, "ann", "cookie", "s=1")).isEqualTo("answer 1");
        assertThat(text(own, PlatformHeaders.SUBJECT, "ann", "cookie", "s=2")).isEqualTo("answer 1");
        assertThat(text(own, "cookie", "s=1")).isEqualTo("answer 2");
        assertThat(text(own, "cookie", "s=2")).isEqualTo("answer 3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {ttl: 1m, cookies: true}            | x: y                       | answer 1
            {ttl: 1m, key: {headers: [Cookie]}} | x: y                       | answer 2
            {ttl: 1m}                           | cache-control: max-age=60  | answer 1
            {ttl: 1m}                           | cache-control: public      | answer 2
            """)
    void callersWithCookiesShareWhereSomebodySaidIt(String settings, String says, String second) {
        Invoker invoker = decorated.with(settings);
        saying(says.split(": ", 2));
        text(invoker, "cookie", "s=ann");

        assertThat(text(invoker, "cookie", "s=bob")).isEqualTo(second);
        assertThat(text(invoker, "cookie", "s=ann"))
                .isEqualTo(second.equals("answer 1") ? second : settings.contains("key") ? "answer 1" : "answer 3");
    }

    @ParameterizedTest
    @CsvSource({
        "foo, answer 1",
        "foo=bar, answer 1",
        "no-transform, answer 1",
        "max-stale, answer 1",
        "max-stale=1, answer 1",
        "max-stale=0, answer 2",
        "no-cache, answer 2",
        "max-age=60, answer 2",
        "min-fresh=1, answer 2"
    })
    void anOldAnswerIsServedUnlessTheCallerWantsAFreshOne(String wants, String text) {
        Invoker invoker = decorated.with("{}");
        saying("cache-control", "max-age=1, stale-while-revalidate=60");
        text(invoker);
        pass(2);

        assertThat(text(invoker, "cache-control", wants)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            location         | /changed?a=1                             | true
            location         | changed?a=1                              | true
            location         | /function/hello/changed?a=1              | true
            location         | http://example.org/changed?a=1           | true
            location         | http://other.example/changed?a=1         | false
            location         | http://[broken                           | false
            content-location | /changed?a=1                             | true
            content-location | /changed                                 | false
            """)
    void aChangeTakesBackWhatItsAnswerNames(String field, String named, boolean taken) {
        Invoker invoker = decorated.with("{ttl: 1m}");
        called(invoker, get("/changed", "a=1"));
        saying(field, named);
        status = 201;
        Invocation post = Invocations.post("x");
        called(
                invoker,
                new Invocation(
                        post.id(),
                        post.function(),
                        new RequestHead("POST", "/made", "", Headers.of("host", "example.org")),
                        post.body()));
        status = 200;

        assertThat(called(invoker, get("/changed", "a=1")).text()).isEqualTo(taken ? "answer 3" : "answer 1");
    }

    @Test
    void aRenewedAnswerHasAllNewFieldsAndTheOldBytes() {
        Invoker invoker = decorated.with("{}");
        saying("etag", "\"7\"", "cache-control", "max-age=10", "content-type", "a/b", "x", "old", "y", "kept");
        text(invoker);
        pass(11);
        saying(
                "etag",
                "\"7\"",
                "cache-control",
                "max-age=10",
                "content-type",
                "c/d",
                "content-length",
                "99",
                "x",
                "1",
                "x",
                "2");

        Headers headers = called(invoker, Invocations.get()).headers();

        assertThat(headers.all("x")).containsExactly("1", "2");
        assertThat(headers.all("y")).containsExactly("kept");
        assertThat(headers.all("content-type")).containsExactly("c/d");
        assertThat(headers.all("content-length")).doesNotContain("99");
    }

    @Test
    void aListInOneFieldIsTheSameAsSeveralFields() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        saying("vary", "X-A, , X-B");
        text(invoker, "x-a", "1, 2", "x-b", "3");

        assertThat(text(invoker, "x-b", "3", "x-a", "1", "x-a", "2")).isEqualTo("answer 1");
        assertThat(text(invoker, "x-b", "3", "x-a", "1,2")).isEqualTo("answer 1");
        assertThat(text(invoker, "x-b", "3", "x-a", "2,1")).isEqualTo("answer 2");
    }

    @ParameterizedTest
    @CsvSource({"no-cache, answer 2", "max-age=4, answer 2", "max-age=5, answer 1", "min-fresh=56, answer 2"})
    void theCallerSaysWhetherAKeptAnswerWillDo(String wants, String text) {
        Invoker invoker = decorated.with("{ttl: 1m}");
        text(invoker);
        pass(5);

        assertThat(text(invoker, "cache-control", wants)).isEqualTo(text);
    }

    @Test
    void onlyIfCachedNeverReachesTheFunction() {
        HeardCall caller = called(decorated.with("{}"), Invocations.get("cache-control", "only-if-cached"));

        assertThat(caller.outcome()).isEqualTo(new Outcome.Intercepted("cache", 504, "not_cached"));
        assertThat(calls()).isZero();
    }

    @Test
    void whatVariesIsToldApart() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        saying("vary", "Accept-Language, X-A");

        assertThat(text(invoker, "accept-language", "de")).isEqualTo("answer 1");
        assertThat(text(invoker, "accept-language", "fr")).isEqualTo("answer 2");
        assertThat(text(invoker, "Accept-Language", "de")).isEqualTo("answer 1");
        assertThat(text(invoker, "accept-language", "de", "x-a", "1")).isEqualTo("answer 3");
    }

    @Test
    void pathAndQueryTellAnswersApartAndOnlyTheParametersThatCount() {
        Invoker all = decorated.with("{ttl: 1m}");
        assertThat(called(all, get("/a", "x=1")).text()).isEqualTo("answer 1");
        assertThat(called(all, get("/a", "x=2")).text()).isEqualTo("answer 2");
        assertThat(called(all, get("/b", "x=1")).text()).isEqualTo("answer 3");

        Invoker some = decorated.with("{ttl: 1m, key: {query: page}}");
        assertThat(called(some, get("/a", "page=1&utm=7")).text()).isEqualTo("answer 4");
        assertThat(called(some, get("/a", "utm=8&page=1")).text()).isEqualTo("answer 4");
        assertThat(called(some, get("/a", "page=2")).text()).isEqualTo("answer 5");
    }

    @Test
    void answersToCallersWithCredentialsAreNotKeptUnlessThatIsAllowed() {
        Invoker plain = decorated.with("{ttl: 1m}");
        text(plain, PlatformHeaders.SUBJECT, "ann");
        assertThat(text(plain, PlatformHeaders.SUBJECT, "bob")).isEqualTo("answer 2");
        assertThat(text(plain, "authorization", "x")).isEqualTo("answer 3");
        assertThat(text(plain)).isEqualTo("answer 4");

        Invoker allowed = decorated.with("{ttl: 1m, authorized: true}");
        text(allowed, PlatformHeaders.SUBJECT, "ann");
        assertThat(text(allowed, PlatformHeaders.SUBJECT, "bob")).isEqualTo("answer 5");

        Invoker own = decorated.with("{ttl: 1m, key: {subject: true}}");
        assertThat(text(own, PlatformHeaders.SUBJECT, "ann")).isEqualTo("answer 6");
        assertThat(text(own, PlatformHeaders.SUBJECT, "bob")).isEqualTo("answer 7");
        assertThat(text(own, PlatformHeaders.SUBJECT, "ann")).isEqualTo("answer 6");

        saying("cache-control", "public, max-age=60");
        text(plain, "authorization", "x", "accept", "a/b");
        pass(60);
        assertThat(text(plain, "authorization", "x")).isEqualTo("answer 8");
        assertThat(text(plain, "authorization", "y")).isEqualTo("answer 8");
    }

    @Test
    void whoHasTheAnswerAlreadyIsToldThatItHolds() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        saying("etag", "\"7\"", "content-type", "text/plain");
        text(invoker);

        HeardCall caller = called(invoker, Invocations.get("if-none-match", "\"1\", W/\"7\""));

        assertThat(caller.status()).isEqualTo(304);
        assertThat(caller.text()).isEmpty();
        assertThat(caller.headers().first("etag")).contains("\"7\"");
        assertThat(caller.headers().first("content-type")).isEmpty();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void theFunctionIsAskedWhetherAnOldAnswerStillHolds() {
        Invoker invoker = decorated.with("{}");
        saying("etag", "\"7\"", "cache-control", "max-age=10");
        text(invoker, "if-none-match", "\"other\"");
        pass(11);

        assertThat(text(invoker)).isEqualTo("answer 1");
        assertThat(decorated.function().calls().getLast().head().headers())
                .isEqualTo(Headers.of("if-none-match", "\"7\""));
        pass(9);
        assertThat(text(invoker)).isEqualTo("answer 1");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void anOldAnswerIsServedWhileANewOneIsFetchedOnce() {
        Invoker invoker = decorated.with("{ttl: 10s, staleWhileRevalidate: 1m}");
        text(invoker);
        pass(15);

        assertThat(text(invoker)).isEqualTo("answer 1");

        await().until(() -> calls() == 2 && text(invoker).equals("answer 2"));
        assertThat(calls()).isEqualTo(2);
        assertThat(decorated.sites().eventWords()).contains("stale");
        pass(71);
        assertThat(text(invoker)).isEqualTo("answer 3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            staleIfError: 1m, ttl: 10s | ''                            | 503 | 15 | '' | 200
            staleIfError: 1m, ttl: 10s | ''                            | 500 | 69 | '' | 200
            staleIfError: 1m, ttl: 10s | ''                            | 503 | 71 | '' | 503
            staleIfError: 1m, ttl: 10s | ''                            | 404 | 15 | '' | 404
            staleIfError: 1m, ttl: 10s | ''                            | 501 | 15 | '' | 501
            staleIfError: 1m, ttl: 10s | ''                            | 503 | 15 | no-cache | 503
            staleIfError: 1m, ttl: 10s | max-age=10, must-revalidate   | 503 | 15 | '' | 503
            ttl: 10s                   | max-age=10, stale-if-error=60 | 503 | 15 | '' | 200
            staleIfError: 1m, ttl: 10s | max-age=10, stale-if-error=0  | 503 | 15 | '' | 503
            ttl: 10s                   | ''                            | 503 | 15 | '' | 503
            """)
    void anOldAnswerTakesThePlaceOfAFailureAsLongAsItMay(
            String settings, String cacheControl, int then, int after, String wants, int told) {
        Invoker invoker = decorated.with("{" + settings + "}");
        says = cacheControl.isEmpty() ? Headers.EMPTY : Headers.of("Cache-Control", cacheControl);
        text(invoker);
        pass(after);
        status = then;
        says = Headers.of("Cache-Control", "no-store");

        HeardCall caller =
                called(invoker, wants.isEmpty() ? Invocations.get() : Invocations.get("cache-control", wants));

        assertThat(caller.status()).isEqualTo(told);
        if (told == 200) {
            assertThat(caller.text()).isEqualTo("answer 1");
            assertThat(caller.headers().first("Cache-Status").orElse("")).contains("fwd=stale; detail=status_" + then);
            assertThat(decorated.sites().eventWords()).contains("fell_back");
        }
    }

    @Test
    void anOldAnswerTakesThePlaceOfAnEndWithoutAnswer() {
        Invoker invoker = decorated.with("{ttl: 10s, staleIfError: 1m}");
        text(invoker);
        pass(15);
        decorated
                .function()
                .playing(new PlayedFunction.Act.Ends(
                        new Outcome.Rejected(RejectReason.QUEUE_FULL, "full", Duration.ofSeconds(1))));

        assertThat(text(invoker)).isEqualTo("answer 1");
    }

    @Test
    void aChangeTakesBackWhatIsKeptThere() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        text(invoker);
        status = 500;
        called(invoker, Invocations.post("{}"));
        assertThat(text(invoker)).isEqualTo("answer 1");

        status = 200;
        called(invoker, Invocations.post("{}"));

        assertThat(text(invoker)).isEqualTo("answer 4");
    }

    @Test
    void anAnswerThatWasAskedForBeforeAChangeIsNotKeptAfterIt() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        decorated.function().playing(new PlayedFunction.Act.Waits());
        HeardCall early = HeardCall.of(invoker, Invocations.get());
        await().until(() -> calls() == 1);
        PlayedCall waiting = decorated.function().calls().getFirst();
        everyAnswerIsAnother();
        called(invoker, Invocations.post("{}"));

        waiting.act(new PlayedFunction.Act.Answers(Answer.of(200, Headers.EMPTY, new byte[] {'x'})));
        early.outcome();

        assertThat(text(invoker)).isEqualTo("answer 2");
    }

    @Test
    void headIsServedFromWhatGetKept() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        text(invoker);

        HeardCall caller = called(invoker, Invocations.of("HEAD", Body.EMPTY));

        assertThat(caller.status()).isEqualTo(200);
        assertThat(caller.body()).isEmpty();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void aThousandCallersAtOnceMakeOneCall() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        decorated.function().playing(new PlayedFunction.Act.Waits());

        List<HeardCall> callers = IntStream.range(0, 1_000)
                .mapToObj(i -> HeardCall.of(invoker, Invocations.get()))
                .toList();
        await().until(() ->
                decorated.sites().eventWords().stream().filter("miss"::equals).count() == 1_000);
        decorated
                .function()
                .calls()
                .getFirst()
                .act(new PlayedFunction.Act.Answers(Answer.of(200, Headers.EMPTY, new byte[] {'x'})));

        assertThat(callers).allSatisfy(caller -> {
            caller.outcome();
            assertThat(caller.text()).isEqualTo("x");
        });
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void anotherTakesOverWhenTheOneWhoFetchesLeaves() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        decorated.function().playing(new PlayedFunction.Act.Waits());
        HeardCall first = HeardCall.of(invoker, Invocations.get());
        await().until(() -> calls() == 1);
        HeardCall second = HeardCall.of(invoker, Invocations.get());
        await().until(() -> decorated.sites().eventWords().size() == 2);
        everyAnswerIsAnother();

        first.cancel();

        assertThat(first.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(second.outcome()).isEqualTo(new Outcome.Succeeded(200));
        assertThat(second.text()).isEqualTo("answer 1");
    }

    @Test
    void whatCannotBeKeptIsFetchedByEachWithoutWaiting() {
        Invoker invoker = decorated.with("{ttl: 1m}");
        saying("cache-control", "private");

        List<HeardCall> callers = IntStream.range(0, 50)
                .mapToObj(i -> HeardCall.of(invoker, Invocations.get()))
                .toList();

        assertThat(callers.stream().map(caller -> {
                    caller.outcome();
                    return caller.text();
                }))
                .doesNotHaveDuplicates();
    }

    @Test
    void aLongAnswerPassesWithoutBeingKept() {
        Invoker invoker = decorated.with("{ttl: 1m, maxBody: 1Mi}");
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(Answer.of(200, Headers.EMPTY, new byte[1_500_000])));

        assertThat(called(invoker, Invocations.get()).body()).hasSize(1_500_000);
        assertThat(called(invoker, Invocations.get()).body()).hasSize(1_500_000);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void noMoreIsKeptThanIsAllowed() {
        Invoker invoker = decorated.with("{ttl: 1h, maxEntries: 10}");
        for (int i = 0; i < 100; i++) {
            called(invoker, get("/" + i, ""));
        }
        int before = calls();

        for (int i = 0; i < 100; i++) {
            called(invoker, get("/" + i, ""));
        }

        assertThat(calls() - before).isGreaterThanOrEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {ttl: 0s}                | cache.ttl | 0s is out of bounds
            {ttl: soon}              | cache.ttl | 'soon' is not a length of time
            {key: {headers: ['a b']}} | cache.key.headers[0] | 'a b' is not allowed
            {maxEntries: 0}          | cache.maxEntries | 0 is out of bounds
            {maxMemory: 10}          | cache.maxMemory | '10' is not an amount of memory: write 256Mi or 1Gi
            {stale: 1m}              | cache.stale | unknown key 'stale'
            """)
    void wrongSettingsAreToldWithTheirPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0]." + path);
            assertThat(problem.message()).startsWith(message);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {shards: 0}                            | is out of bounds | 1 to 32
            {shards: 33}                           | is out of bounds | 1 to 32
            {shards: 2, replicas: 0}               | is out of bounds | 1 to 4
            {shards: 2, replicas: 5}               | is out of bounds | 1 to 4
            {shards: many}                         | many             | 1 to 32
            {replicas: 2}                          | replicas has a meaning only with shards | replicas
            {shards: 32, replicas: 3}              | 32 shards of 3 replicas are 96 processes, and at most 64 are allowed | 96
            {shards: 32, maxMemory: 32Mi}          | each of 32 shards would have 1024 KiB, less than two answers of maxBody | maxMemory
            {shards: 4, maxEntries: 3}             | maxEntries is 3, and each of 4 shards keeps one answer at least | 4
            """)
    void settingsOfShardsThatCannotWorkAreRefused(String settings, String sentence, String hint) {
        String told = decorated.problems(settings).toString();

        assertThat(told).contains(sentence).contains(hint);
    }

    @Test
    void aSocketWithTooLongAPathIsRefusedAtTheDeployment() {
        Decorated far = new Decorated(new CacheKind(new NoShardProcesses(Path.of("/" + "x".repeat(100)))));

        assertThat(far.problems("{shards: 1}").toString())
                .contains(
                        "more than the 107 that the system allows: give the platform a home or a shared folder with a");
    }
}
