package dev.sluice.gateway.upstream.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.Headers;
import dev.sluice.gateway.upstream.wire.Connection;
import dev.sluice.gateway.upstream.wire.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.handler.ssl.SslContextBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JksOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections with TLS to a server that is trusted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class TlsConnectionTest {

    private static final String PASSWORD = "changeit";

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopGroup loops = new EpollEventLoopGroup(1);
    private final EventLoop loop = loops.next();
    private final List<HttpConnection> served = new CopyOnWriteArrayList<>();
    private HttpServer server = vertx.createHttpServer();
    private Dialler dialler = new Dialler(Duration.ofSeconds(5));

    @BeforeAll
    void listen(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool")
                + " -genkeypair -alias a -keyalg EC -dname CN=a -ext san=ip:127.0.0.1 -storepass " + PASSWORD
                + " -keystore " + store;
        Process made = new ProcessBuilder(keytool.split(" ")).inheritIO().start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new JksOptions().setPath(store.toString()).setPassword(PASSWORD)))
                .connectionHandler(served::add)
                .requestHandler(request -> request.response().end(request.uri()));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
        dialler = new Dialler(
                Duration.ofSeconds(5),
                new ClientTls(() -> SslContextBuilder.forClient().trustManager(trust)));
    }

    @AfterAll
    void close() {
        dialler.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Connection dialled(String host) {
        return dialler.dial(new Origin(true, host, server.actualPort()), loop)
                .syncUninterruptibly()
                .getNow();
    }

    /** One answer; its body, or what became of it. */
    private static final class Heard extends CompletableFuture<String> implements Exchange {

        private String body = "";

        @Override
        public void interim(int status, Headers fields) {}

        @Override
        public void head(int status, Headers fields, boolean lasting) {}

        @Override
        public void data(ByteBuf bytes) {
            body += bytes.toString(StandardCharsets.US_ASCII);
            bytes.release();
        }

        @Override
        public void end(Headers trailers, boolean reusable) {
            complete(reusable ? body : "not reusable");
        }

        @Override
        public void lost(Throwable cause) {
            completeExceptionally(cause);
        }

        @Override
        public void writable() {}

        @Override
        public void settled() {}
    }

    private static String get(Connection connection, String path) {
        Heard heard = new Heard();
        connection.run(() -> {
            ByteBuf request =
                    Unpooled.copiedBuffer("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", StandardCharsets.US_ASCII);
            if (!connection.begin(heard, "GET", request, true)) {
                heard.complete("not begun");
            }
        });
        return heard.join();
    }

    @Test
    void callsFollowEachOtherThoughTlsHasRecordsOfItsOwn() {
        Connection connection = dialled("127.0.0.1");

        assertThat(get(connection, "/a")).isEqualTo("/a");
        assertThat(get(connection, "/b")).isEqualTo("/b");
        assertThat(get(connection, "/c")).isEqualTo("/c");
    }

    @Test
    void whatTheOtherSideHasClosedIsNotUsed() {
        Connection connection = dialled("127.0.0.1");
        assertThat(get(connection, "/a")).isEqualTo("/a");

        served.getLast().close();
        await().until(() -> !connection.isOpen());

        assertThat(get(connection, "/b")).isEqualTo("not begun");
    }

    @Test
    void aHostThatTheCertificateDoesNotNameIsNotTrusted() {
        assertThatThrownBy(() -> dialled("localhost")).isInstanceOf(SSLException.class);
    }
}
