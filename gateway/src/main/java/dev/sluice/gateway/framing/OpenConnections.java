package dev.sluice.gateway.framing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The sockets on which HTTP servers listen, and connections to them from their first moment to their last. Thread-safe. */
@Sharable
public final class OpenConnections extends ChannelInboundHandlerAdapter {

    private static final long CLOSE_SECONDS = 5;

    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ChannelGroup listeners = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** Ports of other servers of this process. */
    private final Set<Integer> withoutHttp = ConcurrentHashMap.newKeySet();

    void listensOn(ServerChannel listener) {
        listeners.add(listener);
    }

    /** Leaves a port out of what {@link #stopListening} closes: whoever connects there is no caller from outside. */
    public void isNoEntrance(int port) {
        listeners.removeIf(listener -> listener.localAddress() instanceof InetSocketAddress at && at.getPort() == port);
    }

    /** The same for a port where nothing is said about requests: what connects there is left alone. */
    public void isNoHttp(int port) {
        isNoEntrance(port);
        withoutHttp.add(port);
    }

    /** A port may be given to somebody else. */
    public void isClosed(int port) {
        withoutHttp.remove(port);
    }

    boolean speaksHttp(Channel connection) {
        return withoutHttp.isEmpty()
                || !(connection.parent().localAddress() instanceof InetSocketAddress at
                        && withoutHttp.contains(at.getPort()));
    }

    /**
     * Closes what listens, so that whoever connects from now on is refused by the system; what is open stays so. Waits
     * until it is done, for 5 s at most; not for event loops. The server underneath closes its event loops before it stops
     * to listen, and complains of each connection that it takes in between.
     */
    public void stopListening() {
        listeners.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channels.add(context.channel());
    }

    /**
     * Whether all that was answered has left this process. Asks each connection on its own event loop and waits for that;
     * not for event loops.
     */
    public boolean areWritten() {
        // Connections come and go meanwhile: a stream of the group would count on its size.
        List<Future<Boolean>> answers = new ArrayList<>();
        for (Channel channel : channels) {
            answers.add(isWritten(channel));
        }
        return answers.stream().allMatch(OpenConnections::isTrue);
    }

    private static Future<Boolean> isWritten(Channel channel) {
        try {
            return channel.eventLoop().submit(() -> !hasMoreToWrite(channel));
        } catch (RejectedExecutionException e) {
            return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
        }
    }

    /** Of HTTP/2 also what waits for its peer's window. */
    private static boolean hasMoreToWrite(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
        return buffer != null && buffer.totalPendingWriteBytes() > 0
                || http2 != null && ConnectionPatience.isUnderWay(http2.connection());
    }

    private static boolean isTrue(Future<Boolean> answer) {
        return answer.awaitUninterruptibly(1, TimeUnit.SECONDS) && answer.isSuccess() && answer.getNow();
    }
}
