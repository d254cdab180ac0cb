package dev.sluice.gateway.framing;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.net.impl.VertxHandler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Puts {@link StrictRequestDecoder} in the place of Vert.x' own decoder on every HTTP/1 connection, and has what it refuses
 * answered by {@link RefusedHead}, because Vert.x has no setting for the one and Quarkus none for the other. What does
 * not come is ended by {@link ConnectionPatience}. Netty finds this class as a service.
 */
public final class StrictRequests extends ChannelInitializerExtension {

    private static final String DECODER = "httpDecoder";
    private static final Handler<HttpServerRequest> REFUSED = new RefusedHead();
    private static final String LOOK_FOR_SERVICES = "serviceload";

    private static final OpenConnections OPEN = new OpenConnections();

    private static volatile boolean active;
    private static volatile Consumer<RefusedRequest> records = refused -> {};
    private static volatile Duration patience = Duration.ofSeconds(60);

    /** For the service loader. */
    public StrictRequests() {
        active = true;
    }

    /** Makes Netty look for it. Netty looks once, when the first server is bound: to be called before that. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, LOOK_FOR_SERVICES);
    }

    /** Sets from one to two of what time a connection of this process is kept on which no request is under way. */
    public static void patience(Duration time) {
        patience = time;
    }

    /** Sets what is told of each request that is refused, on its event loop; it must not block. */
    public static void records(Consumer<RefusedRequest> listener) {
        records = listener;
    }

    static void record(RefusedRequest refused) {
        records.accept(refused);
    }

    /** The connections to this process's servers that are open. */
    public static OpenConnections open() {
        return OPEN;
    }

    /** Whether Netty has found it. */
    public static boolean active() {
        return active;
    }

    @Override
    public void postInitializeServerListenerChannel(ServerChannel listener) {
        if (!(listener instanceof ServerDomainSocketChannel)) {
            OPEN.listensOn(listener);
        }
    }

    /** Called before the connection is registered: it has no event loop yet, and only handlers can be added. */
    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        if (!(channel instanceof DomainSocketChannel) && OPEN.speaksHttp(channel)) {
            channel.pipeline().addFirst(OPEN, new ConnectionPatience(patience), new First());
        }
    }

    /** Sees the first bytes before all others do. */
    private static final class First extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!replaceDecoder(context)) {
                context.pipeline().addLast(new Second());
            }
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }

    /** Sees the first bytes when Vert.x has found out what they are and has set up its handlers for them. */
    private static final class Second extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
            if (http2 == null) {
                replaceDecoder(context);
            } else {
                StrictHeads.standBefore(http2);
            }
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }

    /** Sees the first request when Vert.x has made its connection. */
    private static final class Third extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            VertxHandler<?> handler = context.pipeline().get(VertxHandler.class);
            if (handler != null && handler.getConnection() instanceof Http1xServerConnection connection) {
                connection.invalidRequestHandler(REFUSED);
            }
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }

    private static boolean replaceDecoder(ChannelHandlerContext context) {
        ChannelHandler decoder = context.pipeline().get(DECODER);
        if (decoder == null) {
            return false;
        }
        context.pipeline().replace(decoder, DECODER, new StrictRequestDecoder());
        RequestCount requests = new RequestCount();
        ChannelHandlerContext connection = context.pipeline().context(VertxHandler.class);
        if (connection == null) {
            context.pipeline().addLast(requests, new BrokenBodies(requests), new Third());
        } else {
            context.pipeline().addBefore(connection.name(), null, requests);
            context.pipeline().addBefore(connection.name(), null, new BrokenBodies(requests));
            context.pipeline().addBefore(connection.name(), null, new Third());
        }
        return true;
    }
}
