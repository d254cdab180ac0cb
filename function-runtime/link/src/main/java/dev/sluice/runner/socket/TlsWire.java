package dev.sluice.runner.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManagerFactory;

/**
 * TCP with TLS 1.3 to a gateway that shows one certain certificate; its name and dates do not matter. {@link SSLEngine} lets one
 * thread wrap while another unwraps. What it wants to say of itself after the handshake (an update of keys) leaves with the
 * next bytes that are written: a runner answers pings, so those come soon.
 */
final class TlsWire implements Wire {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;

    /** From the network, and out of it what is read: for the reading thread, both in the state for taking out. */
    private final ByteBuffer sealedIn;

    private final ByteBuffer opened;

    /** For the network: for the writing thread. */
    private final ByteBuffer sealedOut;

    private TlsWire(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        sealedIn = ByteBuffer.allocate(2 * packet).limit(0);
        opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
        sealedOut = ByteBuffer.allocate(packet).limit(0);
    }

    /**
     * Connects and shakes hands, which may take some network round trips.
     *
     * @param certificate a PEM file with the one certificate that the gateway must show
     * @throws IOException if nobody listens there, or whoever does shows another certificate
     */
    static TlsWire connect(InetSocketAddress gateway, Path certificate) throws IOException {
        SSLEngine engine = engine(certificate);
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(gateway);
            TlsWire wire = new TlsWire(channel, engine);
            wire.shakeHands();
            return wire;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static SSLEngine engine(Path certificate) throws IOException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            return engine;
        } catch (GeneralSecurityException e) {
            throw new IOException("the gateway's certificate " + certificate + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** While the channel is blocking. */
    private void shakeHands() throws IOException {
        engine.beginHandshake();
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
            status = switch (status) {
                case NEED_TASK -> task();
                case NEED_WRAP -> {
                    SSLEngineResult result = seal(NOTHING);
                    send();
                    yield after(result);
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> after(openNext());
                case NOT_HANDSHAKING, FINISHED -> status;
            };
        }
    }

    private HandshakeStatus after(SSLEngineResult result) throws IOException {
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW && receive() < 0
                || result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new EOFException("the gateway ended the connection before it was safe");
        }
        return result.getHandshakeStatus();
    }

    private HandshakeStatus task() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        return engine.getHandshakeStatus();
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int before = target.remaining();
        boolean more = true;
        while (target.hasRemaining() && more) {
            if (opened.hasRemaining()) {
                int step = Math.min(opened.remaining(), target.remaining());
                target.put(opened.slice(opened.position(), step));
                opened.position(opened.position() + step);
            } else {
                switch (openNext().getStatus()) {
                    case OK -> {}
                    case BUFFER_UNDERFLOW -> {
                        int received = receive();
                        if (received < 0 && target.remaining() == before) {
                            return -1;
                        }
                        more = received > 0;
                    }
                    case CLOSED -> {
                        return target.remaining() == before ? -1 : before - target.remaining();
                    }
                    case BUFFER_OVERFLOW -> throw new IOException("TLS has a record that is larger than it says");
                }
            }
        }
        return before - target.remaining();
    }

    /** Unwraps the next record, into {@link #opened}, which is empty. */
    private SSLEngineResult openNext() throws IOException {
        opened.clear();
        SSLEngineResult result = engine.unwrap(sealedIn, opened);
        opened.flip();
        return result;
    }

    /** More from the network; -1 at its end. */
    private int receive() throws IOException {
        sealedIn.compact();
        int received = channel.read(sealedIn);
        sealedIn.flip();
        return received;
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        boolean gone = send();
        while (gone && source.hasRemaining()) {
            if (seal(source).getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new EOFException("the gateway has ended the connection");
            }
            gone = send();
        }
        return gone;
    }

    /** Wraps the next record, into {@link #sealedOut}, which is empty. */
    private SSLEngineResult seal(ByteBuffer source) throws IOException {
        sealedOut.clear();
        SSLEngineResult result = engine.wrap(source, sealedOut);
        sealedOut.flip();
        return result;
    }

    private boolean send() throws IOException {
        if (sealedOut.hasRemaining()) {
            channel.write(sealedOut);
        }
        return !sealedOut.hasRemaining();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
