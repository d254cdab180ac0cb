package dev.sluice.decorators.cache.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.cache.store.Varied;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What gateways and shards say to each other, and what they do with rubbish. */
@Timeout(60)
class FramesTest {

    private static final ShardKey KEY = ShardKey.of("/a\nx=1", 7);
    private static final KeptBytes KEPT =
            new KeptBytes(List.of(new Varied("accept-language", "en")), 12, new byte[] {1, 2, 3});
    private static final Headers HEAD = Headers.of("Accept-Language", "en", "X", "ä");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static List<Request> requests() {
        return List.of(
                new Request.Find(1, KEY, HEAD),
                new Request.Join(2, KEY, HEAD, Long.MIN_VALUE),
                new Request.Land(3, KEY, Optional.of(KEPT)),
                new Request.Land(3, KEY, Optional.empty()),
                new Request.Leave(4, KEY),
                new Request.Copy(KEY, KEPT),
                new Request.Change(7, 99),
                new Request.ChangeEverywhere(98),
                new Request.Count(5));
    }

    private static List<Reply> replies() {
        return List.of(
                new Reply.Ready(4711),
                new Reply.Found(1, Optional.of(KEPT)),
                new Reply.Found(1, Optional.empty()),
                new Reply.Wait(2),
                new Reply.Ask(2),
                new Reply.Landed(3, Optional.of(KEPT)),
                new Reply.Figures(5, 6, 7));
    }

    @Test
    void whatIsSaidIsUnderstood() throws Exception {
        for (Request request : requests()) {
            assertThat(Request.of(request.toBytes())).usingRecursiveComparison().isEqualTo(request);
        }
        for (Reply reply : replies()) {
            assertThat(Reply.of(reply.toBytes())).usingRecursiveComparison().isEqualTo(reply);
        }
    }

    @Test
    void whatIsCutOffOrHasTooMuchIsRefused() {
        for (Request request : requests()) {
            byte[] bytes = request.toBytes();
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> Request.of(cut)).isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> Request.of(Arrays.copyOf(bytes, bytes.length + 1)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void rubbishIsRefusedOrReadButNeverBreaksTheReader() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = requests().get(random.nextInt(requests().size())).toBytes();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                assertThat(Request.of(bytes)).isNotNull();
            } catch (IOException e) {
                assertThat(e).as("seed %s", seed).hasMessageStartingWith("");
            }
        }
    }

    @Test
    void framesComeWholeHoweverTheyAreCutAndNoLongerThanAllowed() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
            server.bind(address);
            try (SocketChannel sender = SocketChannel.open(address);
                    Frames reader = new Frames(server.accept(), 200_000)) {
                byte[] longOne = new byte[150_000];
                new Random(1).nextBytes(longOne);
                Thread.ofVirtual().start(() -> send(sender, longOne));

                assertThat(reader.next()).containsExactly(1, 2, 3);
                assertThat(reader.next()).isEqualTo(longOne);
                assertThatThrownBy(reader::next)
                        .isInstanceOf(IOException.class)
                        .hasMessage("a frame has 200001 bytes, and 1 to 200000 are allowed");
            }
        }
    }

    private static void send(SocketChannel to, byte[] longOne) {
        try {
            for (byte each : new byte[] {0, 0, 0, 3, 1, 2, 3}) {
                to.write(ByteBuffer.wrap(new byte[] {each}));
            }
            new Frames(to, 1).write(longOne);
            to.write(ByteBuffer.allocate(4).putInt(0, 200_001));
        } catch (IOException e) {
            throw new IllegalStateException("the reader has gone", e);
        }
    }

    @Test
    void whoeverGoesInTheMiddleOfAFrameIsToldFromOneWhoIsSilent() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
            server.bind(address);
            SocketChannel sender = SocketChannel.open(address);
            try (Frames reader = new Frames(server.accept(), 100)) {
                sender.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 1}));
                sender.close();

                assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
            }
        }
    }
}
