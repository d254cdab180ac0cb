package dev.sluice.runner.start;

import dev.sluice.runner.socket.SocketLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a runner is started with.
 *
 * @param gateway where it is waited for
 * @param token the one-time token to show there
 * @param awaited whether calls wait for this runner, so that it rehearses later, while nothing is asked of it
 */
public record Settings(Gateway gateway, String token, boolean awaited) {

    /** A setting is missing; the message says which. */
    public static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingException(String name, String meaning) {
            super("the environment variable " + name + " is not set: it must hold " + meaning
                    + " (runners are started by a gateway, see docs/protocol.md)");
        }
    }

    /** Where a gateway waits for its runner. */
    public sealed interface Gateway {

        SocketLink connect() throws IOException;

        /** A Unix domain socket. */
        record Local(Path socket) implements Gateway {

            @Override
            public SocketLink connect() throws IOException {
                return SocketLink.connect(socket);
            }

            @Override
            public String toString() {
                return socket.toString();
            }
        }

        /** TCP with TLS: {@code HOST:PORT}, and the one certificate to trust there. */
        record Remote(String address, Path certificate) implements Gateway {

            @Override
            public SocketLink connect() throws IOException {
                int colon = address.lastIndexOf(':');
                String host = address.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "");
                try {
                    int port = Integer.parseInt(address.substring(colon + 1));
                    return SocketLink.connect(new InetSocketAddress(host, port), certificate);
                } catch (IllegalArgumentException e) {
                    throw new IOException("SLUICE_GATEWAY must be HOST:PORT", e);
                }
            }

            @Override
            public String toString() {
                return address;
            }
        }
    }

    public static Settings of(Function<String, Optional<String>> environment) throws MissingException {
        return new Settings(
                gateway(environment),
                required(environment, "SLUICE_RUNNER_TOKEN", "the one-time token"),
                environment.apply("SLUICE_AWAITED").isPresent());
    }

    private static Gateway gateway(Function<String, Optional<String>> environment) throws MissingException {
        Optional<String> remote = environment.apply("SLUICE_GATEWAY").filter(value -> !value.isEmpty());
        if (remote.isPresent()) {
            return new Gateway.Remote(
                    remote.get(),
                    Path.of(required(
                            environment, "SLUICE_GATEWAY_CERTIFICATE", "the file of the gateway's certificate")));
        }
        return new Gateway.Local(Path.of(required(environment, "SLUICE_SOCKET", "the path of the gateway's socket")));
    }

    private static String required(Function<String, Optional<String>> environment, String name, String meaning)
            throws MissingException {
        return environment
                .apply(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new MissingException(name, meaning));
    }
}
