package dev.sluice.gateway.framing;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.net.impl.VertxHandler;
import java.util.concurrent.TimeUnit;

/**
 * Puts {@link StrictRequestDecoder} in the place of Vert.x' own decoder on every HTTP/1 connection, and has what it refuses
 * answered by {@link RefusedRequests}, because Vert.x has no setting for the one and Quarkus none for the other. What does
 * not come is ended by {@link HeadPatience}. Netty finds this class as a service.
 */
public final class StrictRequests extends ChannelInitializerExtension {

    private static final String DECODER = "httpDecoder";
    private static final Handler<HttpServerRequest> REFUSED = new RefusedRequests();
    private static final String LOOK_FOR_SERVICES = "serviceload";

    private static volatile boolean active;

    /** For the service loader. */
    public StrictRequests() {
        active = true;
    }

    /** Makes Netty look for it. Netty looks once, when the first server is bound: to be called before that. */
    public static void enable() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, LOOK_FOR_SERVICES);
    }

    /** Whether Netty has found it. */
    public static boolean active() {
        return active;
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        if (!(channel instanceof DomainSocketChannel)) {
            channel.pipeline().addFirst(new First());
            endIfNothingIsSpoken(channel);
        }
    }

    /** Before it is known what is spoken, nobody looks at the connection: somebody may open it and say nothing. */
    private static void endIfNothingIsSpoken(Channel channel) {
        Runnable look = () -> {
            boolean spoken = channel.pipeline().get(HeadPatience.class) != null
                    || channel.pipeline().get(Http2ConnectionHandler.class) != null;
            if (!spoken) {
                channel.close();
            }
        };
        channel.eventLoop().schedule(look, HeadPatience.LOOKS.toSeconds(), TimeUnit.SECONDS);
    }

    // Each goes before it passes on what it saw: an upgrade to HTTP/2 clears the pipeline meanwhile.

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

    /** Sees the first bytes when Vert.x has found out that they are HTTP/1 and has set up its decoder for them. */
    private static final class Second extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            replaceDecoder(context);
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }

    /** Sees the first request when Vert.x has found out that it will not become HTTP/2, and has made its connection. */
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
        ChannelHandlerContext connection = context.pipeline().context(VertxHandler.class);
        if (connection == null) {
            context.pipeline().addLast(new HeadPatience(), new Third());
        } else {
            context.pipeline().addBefore(connection.name(), null, new HeadPatience());
            context.pipeline().addBefore(connection.name(), null, new Third());
        }
        return true;
    }
}
