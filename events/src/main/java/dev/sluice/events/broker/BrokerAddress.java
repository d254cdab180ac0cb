package dev.sluice.events.broker;

import dev.sluice.core.disk.Disk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a broker of the platform's own is reached on this machine, and the password that it wants of everybody: other users of
 * the machine, and functions, can reach it too. Kept in the file {@code address}, mode 600, in the format of the line of {@link
 * #text}.
 */
record BrokerAddress(int port, int controllerPort, String password) {

    static final String USER = "sluice";

    private static final Pattern TEXT =
            Pattern.compile("sluice-broker-address 1 ([0-9]{1,5}) ([0-9]{1,5}) ([A-Za-z0-9_-]{16,64})\n");

    /** Below those that Linux gives to outgoing connections, so that none of them takes the port while the broker is away. */
    private static final int LOWEST_PORT = 20_000;

    private static final int PORTS = 12_000;
    private static final int TRIES = 100;
    private static final int PASSWORD_BYTES = 24;

    BrokerAddress {
        if (port < 1 || port > 65_535 || controllerPort < 1 || controllerPort > 65_535 || port == controllerPort) {
            throw new IllegalArgumentException(
                    "ports must be two of 1 to 65535, not " + port + " and " + controllerPort);
        }
    }

    /** Two free ports and a password that nobody can guess. */
    static BrokerAddress choose(SecureRandom random) throws IOException {
        byte[] password = new byte[PASSWORD_BYTES];
        random.nextBytes(password);
        int port = freePort(random, 0);
        return new BrokerAddress(
                port,
                freePort(random, port),
                Base64.getUrlEncoder().withoutPadding().encodeToString(password));
    }

    private static int freePort(SecureRandom random, int taken) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = LOWEST_PORT + random.nextInt(PORTS);
            if (port != taken && isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port was found from " + LOWEST_PORT + " to " + (LOWEST_PORT + PORTS - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nobody listens on its ports. */
    boolean isFree() {
        return isFree(port) && isFree(controllerPort);
    }

    /** What was written last; empty if nothing was, or something else. */
    static Optional<BrokerAddress> read(Path file) throws IOException {
        return Files.exists(file) ? parse(Files.readString(file, StandardCharsets.ISO_8859_1)) : Optional.empty();
    }

    static Optional<BrokerAddress> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BrokerAddress(
                    Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), matcher.group(3)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void write(Path file) {
        Disk.replace(file, text().getBytes(StandardCharsets.ISO_8859_1));
    }

    String text() {
        return "sluice-broker-address 1 " + port + " " + controllerPort + " " + password + "\n";
    }

    Map<String, Object> clientProperties() {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";");
    }

    @Override
    public String toString() {
        return "127.0.0.1:" + port;
    }
}
