package dev.sluice.runner.program.process;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.runner.program.process.ChildProcess.Exit;
import dev.sluice.runner.program.process.ProgramFaultException.Reason;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * A program that listens on a port of its own on 127.0.0.1.
 *
 * @param process it, as a child of this process
 */
public record Program(ChildProcess process, int port) {

    /** The variable that tells it where to listen. */
    public static final String PORT = "PORT";

    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long MOST_PAUSE_MILLIS = 50;

    /**
     * Starts it.
     *
     * @param folder in which it begins
     * @param environment all of its environment but the port
     * @param lines takes what it prints; must not wait
     */
    public static Program start(
            Path file, Path folder, Map<String, String> environment, BiConsumer<LogSource, String> lines)
            throws ProgramFaultException {
        int port = freePort();
        Map<String, String> all = new HashMap<>(environment);
        all.put(PORT, Integer.toString(port));
        Redirect nothing = Redirect.from(new File("/dev/null"));
        return new Program(ChildProcess.start(file, folder, all, nothing, Redirect.PIPE, lines), port);
    }

    private static int freePort() throws ProgramFaultException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ProgramFaultException(
                    Reason.CANNOT_EXECUTE,
                    "there is no port for the program: " + e.getMessage(),
                    "Look whether the machine has too many sockets.");
        }
    }

    /**
     * Waits until it accepts connections at its port; it is for the caller to end it if this fails.
     *
     * @param patience how long that may take; it is looked at once at least
     */
    public void awaitListening(Duration patience) throws ProgramFaultException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (!accepts() || !isItsOwnPort()) {
            if (process.awaitEnd(Duration.ofMillis(pause))) {
                throw exitedEarly();
            }
            if (System.nanoTime() - end >= 0) {
                throw neverListened(patience);
            }
            pause = Math.min(pause * 2, MOST_PAUSE_MILLIS);
        }
    }

    private boolean accepts() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Another program may have taken the port meanwhile: its answers would not be this function's. */
    private boolean isItsOwnPort() {
        return ListeningPorts.of(process.handle())
                .map(ports -> ports.contains(port))
                .orElse(true);
    }

    private ProgramFaultException exitedEarly() {
        Exit exit = process.exit();
        return new ProgramFaultException(
                Reason.PROGRAM_EXITED,
                "the program ended with " + ChildProcess.described(exit.code()) + " before it listened on $PORT"
                        + process.lastLine(),
                "A program must stay in the foreground and serve HTTP/1.1 on 127.0.0.1 at the port that the environment"
                        + " variable PORT tells.");
    }

    private ProgramFaultException neverListened(Duration patience) {
        SortedSet<Integer> ports = ListeningPorts.of(process.handle()).orElseGet(TreeSet::new);
        String instead = ports.isEmpty()
                ? ""
                : "; it listens on port "
                        + String.join(", ", ports.stream().map(String::valueOf).toList()) + " instead";
        return new ProgramFaultException(
                Reason.NEVER_LISTENED,
                "the program did not listen on $PORT, which was " + port + ", in the " + patience.toMillis()
                        + " ms that it had" + instead + process.lastLine(),
                "Have it serve HTTP/1.1 on 127.0.0.1 at the port that the environment variable PORT tells, or give it"
                        + " more time by startTimeout.");
    }
}
