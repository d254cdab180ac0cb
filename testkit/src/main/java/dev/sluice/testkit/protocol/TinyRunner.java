package dev.sluice.testkit.protocol;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.protocol.Feature;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.protocol.FrameEncoder;
import dev.sluice.core.protocol.Protocol;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The least that a runner can do: answers every invocation with 1 KB, one write for all that came in one read. A
 * program, to measure the gateway against.
 */
public final class TinyRunner {

    private TinyRunner() {}

    /** Arguments: the path of the socket, the token. */
    public static void main(String[] arguments) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(Path.of(arguments[0])));
            FrameEncoder out = new FrameEncoder(64 * 1024);
            out.write(new Frame.Hello(
                    Protocol.VERSION,
                    Protocol.VERSION,
                    arguments[1],
                    "tiny1",
                    ProcessHandle.current().pid(),
                    Feature.words(List.of(Feature.PING))));
            channel.write(out.written());
            serve(channel, out);
        }
    }

    private static void serve(SocketChannel channel, FrameEncoder out) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(2 * Protocol.MAX_FRAME_BYTES);
        byte[] body = new byte[1024];
        java.util.Arrays.fill(body, (byte) 'x');
        Headers headers = Headers.of("content-type", "text/plain");
        while (channel.read(in) >= 0) {
            in.flip();
            out.clear();
            for (Frame frame = FrameDecoder.next(in); frame != null; frame = FrameDecoder.next(in)) {
                answer(frame, out, headers, body);
            }
            in.compact();
            ByteBuffer bytes = out.written();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static void answer(Frame frame, FrameEncoder out, Headers headers, byte[] body) {
        boolean complete =
                frame instanceof Frame.Invoke invoke && invoke.end() || frame instanceof Frame.Data data && data.end();
        int stream = switch (frame) {
            case Frame.Invoke f -> f.stream();
            case Frame.Data f -> f.stream();
            default -> 0;
        };
        if (complete) {
            out.write(new Frame.Result(stream, 200, headers, false));
            out.write(new Frame.Data(stream, ByteBuffer.wrap(body), true));
        } else if (frame instanceof Frame.Ping ping) {
            out.write(new Frame.Pong(ping.number()));
        }
    }
}
