package dev.sluice.runners.sidecar;

import dev.sluice.core.runner.SidecarAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reaches what listens at an address of an instance. Everything blocks, and is ended by closing the channel; what is thrown has a clause as its
 * message.
 */
public record SidecarClient(SidecarAddress address) {

    /** A channel for {@link #connect}. */
    public SocketChannel open() throws IOException {
        return SocketChannel.open(
                address instanceof SidecarAddress.Socket ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
    }

    /** Connects. A link is not followed: the gateway reaches sockets that a sandbox does not. */
    public void connect(SocketChannel channel) throws IOException {
        SocketAddress place = switch (address) {
            case SidecarAddress.Socket(Path path) -> {
                refuseLink(path);
                yield UnixDomainSocketAddress.of(path);
            }
            case SidecarAddress.Port port -> new InetSocketAddress(Allotment.LOOPBACK, port.port());
            case SidecarAddress.Nowhere() -> throw new IOException("it has no address");
        };
        channel.connect(place);
        if (address instanceof SidecarAddress.Socket(Path path)) {
            // One that was put there meanwhile was followed, but nothing is sent.
            refuseLink(path);
        }
    }

    private static void refuseLink(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("a link is not followed");
        }
    }

    /**
     * Sends a request without a body, with the token where one is shown.
     *
     * @param head its first line and the fields that it has anyway, each with its end
     */
    public void send(SocketChannel channel, String head) throws IOException {
        String shown =
                address instanceof SidecarAddress.Port port && !port.token().isEmpty()
                        ? "Authorization: Bearer " + port.token() + "\r\n"
                        : "";
        ByteBuffer request = StandardCharsets.US_ASCII.encode(head + shown + "\r\n");
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }
}
