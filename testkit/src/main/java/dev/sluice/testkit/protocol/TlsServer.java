package dev.sluice.testkit.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server of TLS on the loopback, with a key and a certificate that the JDK's keytool has made. */
public final class TlsServer implements AutoCloseable {

    private final Path certificate;
    private final SSLServerSocket server;

    private TlsServer(Path certificate, SSLServerSocket server) {
        this.certificate = certificate;
        this.server = server;
    }

    public static TlsServer open(Path folder) throws IOException {
        Path store = folder.resolve("key.p12");
        Path certificate = folder.resolve("certificate.pem");
        keytool("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=test", "-alias", "key", store);
        keytool("-exportcert", "-rfc", "-file", certificate.toString(), "-alias", "key", store);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, "changeit".toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, "changeit".toCharArray());
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(managers.getKeyManagers(), null, null);
            return new TlsServer(certificate, (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void keytool(Object... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (Object argument : arguments) {
            if (argument instanceof Path store) {
                command.addAll(List.of("-storepass", "changeit", "-keystore", store.toString()));
            } else {
                command.add(argument.toString());
            }
        }
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IOException("keytool failed: " + command);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public Path certificate() {
        return certificate;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    /** The next connection, once its handshake is over. */
    public SSLSocket accept() throws IOException {
        SSLSocket socket = (SSLSocket) server.accept();
        socket.startHandshake();
        return socket;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
