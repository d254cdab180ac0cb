package dev.sluice.gateway.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What Linux knows of a TCP socket of this machine (proc(5), /proc/net/tcp): what has reached it, read or not. */
final class KernelSockets {

    private static final String CLOSE_WAIT = "08";

    private KernelSockets() {}

    /** Waits, on this thread, until bytes that nobody has read are at {@code port}, where {@code peerPort} is the other end. */
    static void awaitUnread(int port, int peerPort) {
        await(port, peerPort, columns -> !columns[4].endsWith(":00000000"));
    }

    /** Waits, on this thread, until the other end has closed. */
    static void awaitClosedByPeer(int port, int peerPort) {
        await(port, peerPort, columns -> columns[3].equals(CLOSE_WAIT));
    }

    private static void await(int port, int peerPort, Predicate<String[]> until) {
        // Awaitility asks on this very thread, so that a thread that must not go on does not.
        Awaitility.await()
                .pollInSameThread()
                .until(() -> socket(port, peerPort).filter(until).isPresent());
    }

    private static Optional<String[]> socket(int port, int peerPort) {
        String local = ":" + hex(port);
        String remote = ":" + hex(peerPort);
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(KernelSockets::lines)
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns[1].endsWith(local) && columns[2].endsWith(remote))
                .findFirst();
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(int port) {
        return String.format(Locale.ROOT, "%04X", port);
    }
}
