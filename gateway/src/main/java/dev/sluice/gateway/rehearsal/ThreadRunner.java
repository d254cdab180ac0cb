package dev.sluice.gateway.rehearsal;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.protocol.Protocol;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerOutput;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A runner without a process: a thread of the gateway at the other end of a real connection to its gate. It becomes an instance
 * of whatever it is told, and answers every call alike. Thread-safe.
 */
final class ThreadRunner implements RunnerProcess {

    private static final Headers TYPE = Headers.of("content-type", "text/plain");
    private static final byte[] ANSWER = {'o', 'k'};
    private static final int BUFFER_BYTES = 16 * 1024;

    private final RunnerId id;
    private final String token;
    private final SocketChannel channel;
    private final CompletableFuture<RunnerExit> exited = new CompletableFuture<>();
    private final FrameEncoder out = new FrameEncoder();

    private ThreadRunner(RunnerOrder order, SocketChannel channel) {
        this.id = order.id();
        this.token = order.token();
        this.channel = channel;
    }

    /** Starts them; whoever has one started ends it. */
    record Provider() implements RunnerProvider {

        @Override
        public String name() {
            return "threads";
        }

        @Override
        public RunnerProcess start(RunnerOrder order) throws RunnerStartException {
            if (!(order.address() instanceof RunnerAddress.Socket(Path socket))) {
                throw new IllegalStateException("a rehearsal has sockets");
            }
            try {
                ThreadRunner runner = new ThreadRunner(order, SocketChannel.open(UnixDomainSocketAddress.of(socket)));
                Thread.ofVirtual().name("rehearsal " + order.id()).start(runner::run);
                return runner;
            } catch (IOException e) {
                throw new RunnerStartException("the gateway's own socket cannot be reached: " + e.getMessage());
            }
        }

        @Override
        public RunnerProcess startBeside(SidecarOrder order) throws RunnerStartException {
            throw new RunnerStartException("functions of a rehearsal have no sidecars");
        }

        @Override
        public void close() {}
    }

    private void run() {
        try (channel) {
            out.write(new Frame.Hello(
                    Protocol.VERSION,
                    Protocol.VERSION,
                    token,
                    "rehearsal",
                    pid(),
                    Feature.words(List.of(Feature.PING))));
            send();
            ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
            while (channel.read(in) >= 0) {
                in.flip();
                for (Frame frame = FrameDecoder.next(in); frame != null; frame = FrameDecoder.next(in)) {
                    answer(frame);
                }
                in.compact();
                send();
            }
        } catch (IOException | ProtocolException e) {
            // The end of its connection is the end of a runner.
        } finally {
            exited.complete(new RunnerExit(0, false, ""));
        }
    }

    private void answer(Frame frame) {
        switch (frame) {
            case Frame.Specialise order -> out.write(new Frame.Specialised(order.handler(), 1));
            case Frame.Invoke invoke when invoke.end() -> answer(invoke.stream());
            case Frame.Data data when data.end() -> answer(data.stream());
            case Frame.Ping ping -> out.write(new Frame.Pong(ping.number()));
            case Frame.Drain _ -> kill();
            default -> {}
        }
    }

    private void answer(int stream) {
        out.write(new Frame.Result(stream, 200, TYPE, false));
        out.write(new Frame.Data(stream, ByteBuffer.wrap(ANSWER), true));
    }

    private void send() throws IOException {
        ByteBuffer bytes = out.written();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        out.clear();
    }

    @Override
    public RunnerId id() {
        return id;
    }

    /** None: there is no process, so none is ended if this gateway leaves it behind. */
    @Override
    public long pid() {
        return 0;
    }

    @Override
    public CompletionStage<RunnerExit> exited() {
        return exited;
    }

    @Override
    public void output(RunnerOutput output) {}

    @Override
    public void kill() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    @Override
    public OptionalLong memoryBytes() {
        return OptionalLong.empty();
    }
}
