package dev.sluice.decorators.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.decorators.Decorated;
import dev.sluice.testkit.decorator.HeardCall;
import dev.sluice.testkit.decorator.Invocations;
import dev.sluice.testkit.decorator.PlayedFunction;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTest {

    private static final Logger LOGGER = Logger.getLogger(LogKind.LOGGER);

    private final Decorated decorated = new Decorated(new LogKind());
    private final Lines lines = new Lines();

    /** Keeps what is logged. */
    private static final class Lines extends Handler {

        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            all.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(lines);
        LOGGER.setUseParentHandlers(true);
    }

    private String line(String settings, String query, String... headers) {
        Invocation get = Invocations.get();
        RequestHead head = new RequestHead("GET", "/a", query, Headers.of(headers));
        HeardCall caller =
                HeardCall.of(decorated.with(settings), new Invocation(get.id(), get.function(), head, Body.EMPTY));
        caller.outcome();
        assertThat(caller.faults()).isEmpty();
        return lines.all.getLast().replaceAll("\"invocation\":\"[^\"]+\",", "");
    }

    @Test
    void aCallIsALineOfJson() {
        decorated
                .function()
                .playing(new PlayedFunction.Act.Answers(
                        Answer.of(201, Headers.of("Content-Type", "text/plain"), new byte[0])));

        assertThat(line("{request: [User-Agent, X-None], response: content-type}", "a=1", "user-agent", "c\"url"))
                .isEqualTo("{\"function\":\"hello\",\"method\":\"GET\",\"path\":\"/a\","
                        + "\"request\":{\"User-Agent\":\"c\\\"url\"},\"status\":201,"
                        + "\"response\":{\"content-type\":\"text/plain\"},\"outcome\":\"succeeded\",\"micros\":0}");
    }

    @Test
    void aCallWithoutAnAnswerIsALineToo() {
        decorated.function().playing(new PlayedFunction.Act.Ends(new Outcome.Threw(FunctionError.of("x"))));

        assertThat(line("{}", "")).endsWith("\"path\":\"/a\",\"outcome\":\"threw\",\"micros\":0}");
    }

    @Test
    void whatOtherDecoratorsTakeAsProofIsHiddenWhateverItIsCalled() {
        decorated.beside(new Credentials(Set.of("X-Partner"), Set.of("who")));

        assertThat(line(
                        "{request: [X-Partner, Sluice-Challenge, Sluice-Code, Sluice-Proof], query: true}",
                        "who=s1&a=1",
                        "x-partner",
                        "s2",
                        "sluice-challenge",
                        "s3",
                        "sluice-code",
                        "s4",
                        "sluice-proof",
                        "s5"))
                .contains("\"query\":\"who=***&a=1\"")
                .contains("\"X-Partner\":\"***\",\"Sluice-Challenge\":\"***\"")
                .doesNotContainPattern("s\\d");
    }

    @Test
    void theLineSaysWhereTheCallCameFrom() {
        assertThat(line("{}", "", "X-Forwarded-For", "6.6.6.6, 192.0.2.7, 10.0.0.1"))
                .contains("\"client\":\"192.0.2.7\"");
    }

    @Test
    void secretsAreHidden() {
        String line = line(
                "{request: [Authorization, Cookie, X-Api-Key, X-Tenant, Accept], query: true, hide: [x-tenant, mail]}",
                "a=1&api_key=s1&mail=s2&p%61ssword=s3&s4&Access_Token=s5",
                "authorization",
                "Bearer s6",
                "cookie",
                "s7",
                "x-api-key",
                "s8",
                "x-tenant",
                "s9",
                "accept",
                "a/b");

        assertThat(line)
                .contains("\"query\":\"a=1&api_key=***&mail=***&***&***&Access_Token=***\"")
                .contains("\"Authorization\":\"***\",\"Cookie\":\"***\",\"X-Api-Key\":\"***\",\"X-Tenant\":\"***\"")
                .contains("\"Accept\":\"a/b\"")
                .doesNotContainPattern("s\\d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {request: 'a b'}  | log.request | 'a b' is not allowed
            {response: [1a]}  | log.response[0] | '1a' is not allowed
            {query: maybe}    | log.query | 'maybe' is not true or false
            {body: true}      | log.body | unknown key 'body'
            """)
    void wrongSettingsAreToldWithTheirPlace(String settings, String path, String message) {
        assertThat(decorated.problems(settings)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("decorators[0]." + path);
            assertThat(problem.message()).startsWith(message);
        });
    }
}
