package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.Access;
import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.pool.Hash;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.gateway.affinity.WholeBodies;
import dev.sluice.gateway.decorate.Decoration;
import dev.sluice.gateway.invoke.Route;
import dev.sluice.gateway.invoke.TestVersions;
import dev.sluice.testkit.decorator.Sites;
import dev.sluice.testkit.protocol.EchoFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what key the pool is asked for an instance. */
class AffinityOnTheWireTest {

    @TempDir
    Path folder;

    private final Sites sites = new Sites();
    private EntryPointFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new EntryPointFixture(folder).function(new EchoFunction());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private void deploy(String by) {
        Scaling usual = Scaling.DEFAULT;
        Scaling scaling = new Scaling(
                usual.concurrency(),
                0,
                1,
                Duration.ofMinutes(5),
                10,
                Duration.ofSeconds(10),
                BackgroundPolicy.FINISH,
                KeepAlivePolicy.FIXED,
                Optional.of(new Affinity(AffinityField.parse(by), AffinityStrategy.BOUNDED)));
        FunctionVersion like = TestVersions.of("hello");
        FunctionSpec spec = new FunctionSpec(
                new RuntimeName("test1"),
                "a.B",
                FunctionSpec.DEFAULT_MEMORY,
                Duration.ofSeconds(30),
                scaling,
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC);
        FunctionVersion version =
                new FunctionVersion(like.function(), 1, like.artifact().orElseThrow(), spec, like.createdAt());
        DecoratorSite site = sites.site(WholeBodies.NAME, 0);
        List<PlacedDecorator> decorators =
                WholeBodies.areNeeded(spec) ? List.of(new PlacedDecorator(site, new WholeBodies(site))) : List.of();
        gateway.routes.put(Route.through(new Decoration.Ready(decorators), version, gateway.instances(version)));
    }

    private RawHttp.Reply get(String query, String fields) throws IOException {
        return gateway.exchange("GET /function/hello" + query + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
    }

    private long lastKey() {
        return gateway.pools.keys().getLast();
    }

    @ParameterizedTest
    @CsvSource({
        "header X-User, '', X-User: ann, ann",
        "header X-User, '', x-user: ann, ann",
        "header X-User, '', X-Other: ann, ''",
        "query id, ?a=1&id=4%2B+2&id=5, '', 4+ 2",
        "query id, ?idx=1&id, '', ''",
        "query id, '', '', ''",
        "cookie sid, '', Cookie: a=b; sid=s-1, s-1",
        "address, '', '', 127.0.0.1",
    })
    void theKeyOfACallIsTheValueOfItsField(String by, String query, String field, String value) throws IOException {
        deploy(by);

        assertThat(get(query, field.isEmpty() ? "" : field + "\r\n").status()).isEqualTo(200);

        assertThat(lastKey()).isEqualTo(value.isEmpty() ? SlotWaiter.NO_KEY : Hash.of(value));
    }

    @Test
    void aCallerWithoutACookieGetsOneThatLeadsWhereHisFirstCallWent() throws IOException {
        deploy("cookie");

        List<String> cookies = get("", "").all("set-cookie");
        assertThat(cookies)
                .singleElement()
                .asString()
                .matches("sluice-affinity=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax");
        long first = lastKey();
        String pair = cookies.getFirst().substring(0, cookies.getFirst().indexOf(';'));
        RawHttp.Reply second = get("", "Cookie: other=1; " + pair + "\r\n");

        assertThat(second.all("set-cookie")).isEmpty();
        assertThat(lastKey()).isEqualTo(first).isNotEqualTo(SlotWaiter.NO_KEY);
        get("", "");
        assertThat(lastKey()).as("another caller").isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"user": {"id": "ann"}} | ann
                    {"a": [{"id": 1}], "user": {"x": {"id": 2}, "id": 1.50}} | 1.50
                    {"user": {"id": true}, | true
                    {"user": {"id": null}} | ``
                    {"user": {"id": ["ann"]}} | ``
                    {"user": {"name": "ann"}} | ``
                    user=ann | ``
                    """)
    void theKeyInAJsonBodyIsReadNoFurtherThanItsPlace(String body, String value) throws IOException {
        deploy("json /user/id");

        assertThat(post(body).status()).isEqualTo(200);

        assertThat(lastKey()).isEqualTo(value.isEmpty() ? SlotWaiter.NO_KEY : Hash.of(value));
    }

    @Test
    void aBodyThatComesInPiecesIsReadBeforeAnInstanceIsChosen() throws IOException {
        deploy("json /user/id");

        try (RawHttp http = gateway.connect()) {
            http.send("POST /function/hello HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            http.send("9\r\n{\"user\": \r\n");
            http.send("d\r\n{\"id\": \"ann\"}\r\n1\r\n}\r\n0\r\n\r\n");
            RawHttp.Reply reply = http.reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).contains("{\"user\": {\"id\": \"ann\"}}");
        }

        assertThat(gateway.pools.keys()).containsExactly(Hash.of("ann"));
    }

    @Test
    void aBodyThatIsTooLongToFindAnInstanceByIsRefused() throws IOException {
        deploy("json /user/id");

        RawHttp.Reply reply = post("{\"user\": {\"id\": \"" + "a".repeat(70_000) + "\"}}");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body())
                .contains(
                        "body_too_large",
                        "which may have 65536 bytes for that; this one has 70020. Send less, or deploy the function with"
                                + " 'affinity' by a header field.");
        assertThat(gateway.pools.keys()).isEmpty();
    }

    private RawHttp.Reply post(String body) throws IOException {
        return gateway.exchange("POST /function/hello HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }
}
