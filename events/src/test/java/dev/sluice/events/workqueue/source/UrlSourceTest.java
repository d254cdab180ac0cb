package dev.sluice.events.workqueue.source;

import static dev.sluice.events.workqueue.source.Sourced.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.events.callback.PublicAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source at an address, on a server of HTTP. */
class UrlSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @FunctionalInterface
    private interface Answering {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private volatile Answering answering = exchange -> {};

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            try (exchange) {
                answering.to(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        executor.close();
    }

    private UrlSource source(String path, boolean privateToo, Duration patience) {
        return new UrlSource(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                new PublicAddresses(privateToo),
                executor,
                patience);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void assertFails(SourceFault.Why why, String message, Duration patience) {
        try (UrlSource source = source("/photos", true, patience)) {
            assertThatThrownBy(() -> get(source.content("a")))
                    .cause()
                    .isInstanceOfSatisfying(
                            SourceFault.class, fault -> assertThat(fault.why()).isEqualTo(why))
                    .hasMessageContaining(message);
        }
    }

    @Test
    void listsPagesAndFetchesItemsWithTheirTypeAndTheVersionOfTheirTag() throws Exception {
        answering = exchange -> {
            if (exchange.getRequestURI().getPath().equals("/photos/items")) {
                answer(exchange, 200, "{\"items\": [{\"name\": \"ü/b.jpg\", \"version\": \"7\"}], \"next\": \"x&y\"}");
            } else {
                exchange.getResponseHeaders().set("ETag", "W/\"7\"");
                exchange.getResponseHeaders().set("Content-Type", "image/jpeg");
                answer(exchange, 200, "pixels");
            }
        };
        try (UrlSource source = source("/photos/", true, PATIENCE)) {
            Listing first = get(source.list(Optional.empty()));
            get(source.list(first.next()));
            ListedItem item = first.items().getFirst();
            Content content = get(source.content(item.name()));

            assertThat(content.version()).isEqualTo(item.version()).isEqualTo("7");
            assertThat(content.type()).hasValue("image/jpeg");
            assertThat(StandardCharsets.UTF_8.decode(content.bytes()).toString())
                    .isEqualTo("pixels");
            assertThat(asked)
                    .containsExactly("/photos/items", "/photos/items?after=x%26y", "/photos/items/%C3%BC%2Fb.jpg");
        }
    }

    @Test
    void whatIsNotThereWhatIsRefusedAndWhatFailsAreThreeThings() {
        answering = exchange -> answer(exchange, 404, "no such picture");
        assertFails(SourceFault.Why.NOT_THERE, "The source 127.0.0.1 answered 404.", PATIENCE);
        answering = exchange -> answer(exchange, 403, "not this one");
        assertFails(SourceFault.Why.REFUSED, "The source 127.0.0.1 answered 403.", PATIENCE);
        answering = exchange -> answer(exchange, 429, "not now");
        assertFails(SourceFault.Why.PASSING, "The source 127.0.0.1 answered 429.", PATIENCE);
        answering = exchange -> answer(exchange, 503, "later");
        assertFails(SourceFault.Why.PASSING, "The source 127.0.0.1 answered 503.", PATIENCE);
    }

    @Test
    void anAnswerThatIsTooLongIsReadNoFurtherAlsoWhereItHasNoEnd() {
        answering = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[1 << 20];
            while (over.getCount() > 0) {
                exchange.getResponseBody().write(piece);
            }
        };

        assertFails(SourceFault.Why.TOO_LONG, "more than a queue takes", PATIENCE);
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsNotWaitedForForEver() {
        answering = exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            over.await();
        };

        assertFails(SourceFault.Why.PASSING, "it has not answered within 300 ms", Duration.ofMillis(300));
    }

    @Test
    void aPrivateAddressIsNotAskedWhereThatIsNotAllowed() {
        try (UrlSource source = source("", false, PATIENCE)) {
            assertThatThrownBy(() -> get(source.list(Optional.empty())))
                    .cause()
                    .hasMessageContaining("leads to 127.0.0.1, a private address");
        }
        assertThat(asked).isEmpty();
    }
}
