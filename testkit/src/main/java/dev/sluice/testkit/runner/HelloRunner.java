package dev.sluice.testkit.runner;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The least of runners: says hello, then waits for its gateway to go away. One class, so that it can be copied anywhere. */
public final class HelloRunner {

    private static final int HELLO = 1;

    private HelloRunner() {}

    /** Runs with what {@code docs/protocol.md} gives a runner. */
    public static void main(String[] arguments) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(System.getenv("SLUICE_SOCKET")));
            channel.write(ByteBuffer.wrap(hello(System.getenv("SLUICE_RUNNER_TOKEN"))));
            ByteBuffer incoming = ByteBuffer.allocate(64);
            while (channel.read(incoming) >= 0) {
                incoming.clear();
            }
        }
    }

    private static byte[] hello(String token) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(payload);
        out.writeShort(2);
        out.writeShort(2);
        text(out, token);
        text(out, "test1");
        out.writeLong(ProcessHandle.current().pid());
        out.writeShort(0);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(frame);
        head.writeInt(6 + payload.size());
        head.writeByte(HELLO);
        head.writeByte(0);
        head.writeInt(0);
        payload.writeTo(frame);
        return frame.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
