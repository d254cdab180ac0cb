package dev.sluice.examples.notifywebhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.examples.notifywebhook.NotifyWebhook.Notice;
import dev.sluice.function.doubles.StubContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NotifyWebhookTest {

    private static final Notice CODE = new Notice(
            "ann",
            "+49 \"30\" 1",
            "transfer",
            "soon",
            Optional.of("482913"),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());
    private static final Notice LEAVE = new Notice(
            "ann",
            "+49 30 1",
            "transfer",
            "soon",
            Optional.empty(),
            OptionalInt.of(7),
            Optional.of("/two-factor/challenges/a.b/code"),
            Optional.of("the-token"));

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile int platformStatus = 204;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                heard.add(exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
                boolean registers = exchange.getRequestURI().getPath().startsWith("/two-factor");
                exchange.sendResponseHeaders(registers ? platformStatus : 202, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aCodeOfThePlatformIsPassedOn() throws Exception {
        new NotifyWebhook().handle(CODE, context());

        assertThat(heard)
                .containsExactly("/sms Bearer hush {\"to\":\"+49 \\u002230\\u0022 1\","
                        + "\"text\":\"Your code for transfer is 482913. It counts once, until soon.\"}");
    }

    @Test
    void itsOwnCodeIsRegisteredBeforeItIsSent() throws Exception {
        new NotifyWebhook().handle(LEAVE, context());

        assertThat(heard).hasSize(2);
        assertThat(heard.get(0))
                .matches("/two-factor/challenges/a\\.b/code Bearer the-token \\{\"code\":\"[0-9]{7}\"\\}");
        String code = heard.get(0).replaceAll(".*\"code\":\"([0-9]+)\".*", "$1");
        assertThat(heard.get(1)).startsWith("/sms Bearer hush").contains("is " + code + ".");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500})
    void aCodeThatThePlatformDoesNotTakeIsNotSent(int status) {
        platformStatus = status;

        assertThatThrownBy(() -> new NotifyWebhook().handle(LEAVE, context()))
                .hasMessage("127.0.0.1 answered " + status);
        assertThat(heard).hasSize(1);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> new NotifyWebhook().handle(CODE, new StubContext("notify-webhook")))
                .hasMessageStartingWith("The environment lacks WEBHOOK_URL");
    }

    private StubContext context() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return new StubContext("notify-webhook")
                .environment(Map.of("PLATFORM_URL", url, "WEBHOOK_URL", url + "/sms", "WEBHOOK_TOKEN", "hush"));
    }
}
