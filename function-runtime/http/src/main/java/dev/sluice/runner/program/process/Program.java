package dev.sluice.runner.program.process;

import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.runner.program.process.ProgramFaultException.Reason;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The author's program, a child of this process that listens on a port of its own on 127.0.0.1. Thread-safe. */
public final class Program {

    /** The variable that tells it where to listen. */
    public static final String PORT = "PORT";

    private static final int SIGNALS = 128;
    private static final Duration LAST_OUTPUT = Duration.ofMillis(500);
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long MOST_PAUSE_MILLIS = 50;

    private final Process process;
    private final ProgramOutput output;
    private final int port;

    private Program(Process process, ProgramOutput output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /**
     * How it ended.
     *
     * @param code its exit code, 128 and more if a signal ended it
     * @param outOfMemory whether it said that its memory was used up
     * @param lastWords one line that says why
     */
    public record Exit(int code, boolean outOfMemory, String lastWords) {}

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
        try {
            int port = freePort();
            ProcessBuilder builder = new ProcessBuilder(file.toString())
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().put(PORT, Integer.toString(port));
            Process process = builder.start();
            ProgramOutput output = new ProgramOutput(lines);
            output.read(LogSource.STDOUT, process.getInputStream(), Pipe.of(process.pid(), 1));
            output.read(LogSource.STDERR, process.getErrorStream(), Pipe.of(process.pid(), 2));
            return new Program(process, output, port);
        } catch (IOException e) {
            throw new ProgramFaultException(
                    Reason.CANNOT_EXECUTE,
                    "the system cannot execute the program: " + reason(e),
                    "Look whether it was built for this machine's processor, and whether the interpreter that its first"
                            + " line names is installed here.");
        }
    }

    /** Of {@code Cannot run program "…": Exec failed, error: 8 (Exec format error)} what the system says. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        int error = message.lastIndexOf("error: ");
        int open = error < 0 ? -1 : message.indexOf('(', error);
        int close = message.lastIndexOf(')');
        return open < 0 || close < open ? message : message.substring(open + 1, close);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
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
            if (process.waitFor(pause, TimeUnit.MILLISECONDS)) {
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
        return ListeningPorts.of(process.toHandle())
                .map(ports -> ports.contains(port))
                .orElse(true);
    }

    private ProgramFaultException exitedEarly() {
        Exit exit = exit();
        return new ProgramFaultException(
                Reason.PROGRAM_EXITED,
                "the program ended with " + described(exit.code()) + " before it listened on $PORT" + lastLine(),
                "A program must stay in the foreground and serve HTTP/1.1 on 127.0.0.1 at the port that the environment"
                        + " variable PORT tells.");
    }

    private ProgramFaultException neverListened(Duration patience) {
        SortedSet<Integer> ports = ListeningPorts.of(process.toHandle()).orElseGet(TreeSet::new);
        String instead = ports.isEmpty()
                ? ""
                : "; it listens on port "
                        + String.join(", ", ports.stream().map(String::valueOf).toList()) + " instead";
        return new ProgramFaultException(
                Reason.NEVER_LISTENED,
                "the program did not listen on $PORT, which was " + port + ", in the " + patience.toMillis()
                        + " ms that it had" + instead + lastLine(),
                "Have it serve HTTP/1.1 on 127.0.0.1 at the port that the environment variable PORT tells, or give it"
                        + " more time by startTimeout.");
    }

    private static String described(int code) {
        return code > SIGNALS ? "signal " + (code - SIGNALS) : "exit code " + code;
    }

    private String lastLine() {
        String line = output.lastLine();
        return line.isEmpty() ? "" : "; it printed last: " + line;
    }

    /** Tells {@code listener} once, when it has ended, on any thread. */
    public void onExit(Consumer<Exit> listener) {
        Thread.ofVirtual().name("program-end").start(() -> {
            process.onExit().join();
            listener.accept(exit());
        });
    }

    private Exit exit() {
        output.awaitEnd(LAST_OUTPUT);
        int code = process.exitValue();
        String memory = output.memoryWords();
        if (memory != null && code != 0) {
            return new Exit(code, true, OutOfMemory.words(memory));
        }
        return new Exit(code, false, "the program ended with " + described(code) + lastLine());
    }

    /** Waits until what it has printed so far is read, a moment at most. */
    public void settleOutput() {
        output.settle();
    }

    /** Whether it ends within {@code most}. */
    public boolean endsWithin(Duration most) {
        try {
            return process.waitFor(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** Asks it to end, by SIGTERM to it and all that it started, and kills what is left after {@code patience}. Blocks. */
    public void stop(Duration patience) {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + patience.toNanos();
        for (ProcessHandle member : family) {
            try {
                member.onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        kill();
        output.awaitEnd(LAST_OUTPUT);
    }

    /** Kills it and all that it started, at once. */
    public void kill() {
        family().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> family() {
        try (Stream<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))) {
            return all.toList();
        }
    }
}
