package dev.sluice.decorators.cache.shard.process;

import dev.sluice.decorators.cache.shard.Frames;
import dev.sluice.decorators.cache.shard.Reply;
import dev.sluice.decorators.cache.shard.Request;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets gateways speak to a shard, as long as one does. Each has a thread of its own, which reads what it sends one by one. */
final class ShardServer {

    private final Shard shard;
    private final int longestFrame;
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch last = new CountDownLatch(1);

    /** Guarded by this. */
    private int connected;

    ShardServer(Shard shard, int longestFrame) {
        this.shard = shard;
        this.longestFrame = longestFrame;
    }

    /** Returns when the last gateway has gone, or if none came within {@code patience}. */
    void serve(ServerSocketChannel socket, Duration patience) throws InterruptedException {
        Thread.ofPlatform().daemon().name("connections").start(() -> accept(socket));
        if (first.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            last.await();
        }
    }

    private void accept(ServerSocketChannel socket) {
        try {
            while (true) {
                Connection connection = new Connection(socket.accept());
                synchronized (this) {
                    connected++;
                }
                first.countDown();
                Thread.ofPlatform().daemon().name("gateway").start(connection);
            }
        } catch (IOException e) {
            // No socket, no gateways.
            first.countDown();
            last.countDown();
        }
    }

    private synchronized void left() {
        connected--;
        if (connected == 0) {
            last.countDown();
        }
    }

    private final class Connection implements Runnable, Peer {

        private final Frames frames;

        Connection(SocketChannel channel) {
            this.frames = new Frames(channel, longestFrame);
        }

        @Override
        public void run() {
            try (frames) {
                frames.write(new Reply.Ready(ProcessHandle.current().pid()).toBytes());
                while (true) {
                    shard.take(Request.of(frames.next()), this);
                }
            } catch (IOException e) {
                // It has gone, or says what nobody says.
            } finally {
                shard.gone(this);
                left();
            }
        }

        @Override
        public void answer(Reply reply) {
            try {
                frames.write(reply.toBytes());
            } catch (IOException e) {
                close();
            }
        }

        @Override
        public void tell(Reply reply) {
            Thread.ofVirtual().start(() -> answer(reply));
        }

        private void close() {
            try {
                frames.close();
            } catch (IOException e) {
                // Its thread finds that out when it reads.
            }
        }
    }
}
