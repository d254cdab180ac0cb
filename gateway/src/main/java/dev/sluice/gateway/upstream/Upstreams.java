package dev.sluice.gateway.upstream;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.gateway.invoke.CallChains;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;

/**
 * Calls HTTP APIs on the event loops, over connections that are used again. Certificates are checked against the JDK's
 * authorities and the name of the host; redirects are the caller's business. Thread-safe.
 */
public final class Upstreams implements AutoCloseable {

    static final int MAX_HEAD_BYTES = 64 * 1024;

    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final UpstreamSettings settings;
    private final CallChains chains;
    private final HttpClient client;

    public Upstreams(Vertx vertx, UpstreamSettings settings, CallChains chains) {
        this.vertx = vertx;
        this.settings = settings;
        this.chains = chains;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxChunkSize(64 * 1024);
        PoolOptions pool =
                new PoolOptions().setHttp1MaxSize(settings.maxConnections()).setMaxWaitQueueSize(settings.maxWaiting());
        this.client = vertx.httpClientBuilder().with(options).with(pool).build();
    }

    /** The invoker of a version that has this upstream. */
    public Invoker of(FunctionVersion version, UpstreamUrl url) {
        return new OneUpstream(this, version, url);
    }

    private record OneUpstream(Upstreams upstreams, FunctionVersion version, UpstreamUrl url) implements Invoker {

        @Override
        public Call invoke(Invocation invocation, CallListener listener) {
            UpstreamCall call = new UpstreamCall(upstreams, version, url, invocation, listener);
            call.begin();
            return call;
        }
    }

    Vertx vertx() {
        return vertx;
    }

    UpstreamSettings settings() {
        return settings;
    }

    CallChains chains() {
        return chains;
    }

    HttpClient client() {
        return client;
    }

    /** Cuts the connections; for the end, when no call is under way any more. */
    @Override
    public void close() {
        client.close();
    }
}
