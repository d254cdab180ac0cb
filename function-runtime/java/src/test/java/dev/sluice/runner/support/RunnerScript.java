package dev.sluice.runner.support;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.testkit.protocol.SocketEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A runner in a child process, started by its {@code start} script as a gateway does it. */
public final class RunnerScript implements AutoCloseable {

    private static final AtomicInteger STREAMS = new AtomicInteger();

    private final Path work;
    private final Process process;
    private final SocketEnd link;
    private final Frame.Hello hello;

    private RunnerScript(Path work, Process process, SocketEnd link, Frame.Hello hello) {
        this.work = work;
        this.process = process;
        this.link = link;
        this.hello = hello;
    }

    /** The environment of a runner, as docs/protocol.md has it. */
    public static Map<String, String> environment(Path work, Path socket, int memory, String cache) {
        return new HashMap<>(Map.of(
                "SLUICE_SOCKET",
                socket.toString(),
                "SLUICE_RUNNER_TOKEN",
                "token-1",
                "SLUICE_MEMORY_MIB",
                Integer.toString(memory),
                "SLUICE_CACHE",
                cache,
                "SLUICE_JAVA_HOME",
                System.getProperty("java.home"),
                "PATH",
                "/usr/bin:/bin",
                "HOME",
                work.toString(),
                "TMPDIR",
                work.toString(),
                "LANG",
                "C.UTF-8",
                "TZ",
                "UTC"));
    }

    public static Process spawn(Path runtime, Path work, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(runtime.resolve("start").toString()).directory(work.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(work.resolve("output.txt").toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one and waits for its hello. */
    public static RunnerScript start(Path runtime, Path folder, int memory, String cache) {
        return start(runtime, folder, memory, cache, "");
    }

    /** The same with options of the runtime, one a line. */
    public static RunnerScript start(Path runtime, Path folder, int memory, String cache, String options) {
        Map<String, String> more = options.isEmpty() ? Map.of() : Map.of("SLUICE_RUNTIME_OPTIONS", options);
        return start(runtime, folder, memory, cache, more);
    }

    /** The same for a runner that calls wait for. */
    public static RunnerScript startAwaited(Path runtime, Path folder, int memory, String cache) {
        return start(runtime, folder, memory, cache, Map.of("SLUICE_AWAITED", "yes"));
    }

    private static RunnerScript start(Path runtime, Path folder, int memory, String cache, Map<String, String> more) {
        try {
            Path work = Files.createTempDirectory(folder, "w");
            Path socket = work.resolveSibling(work.getFileName() + ".s");
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));
                Map<String, String> variables = environment(work, socket, memory, cache);
                variables.putAll(more);
                Process process = spawn(runtime, work, variables);
                Thread watch = Thread.ofVirtual().start(() -> closeOnExit(process, server));
                SocketEnd link = new SocketEnd(server.accept());
                Frame.Hello hello = (Frame.Hello) link.next();
                watch.interrupt();
                link.send(new Frame.Welcome(hello.newest(), hello.features()));
                return new RunnerScript(work, process, link, hello);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeOnExit(Process process, ServerSocketChannel server) {
        try {
            process.waitFor();
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            // It has said hello.
        }
    }

    /** Makes it an instance; fails unless it becomes one. */
    public void specialise(Path jar, String handler, Map<String, String> variables) {
        link.send(new Frame.Specialise("acts", 1, handler, Frame.Artifact.of(jar), variables, 60_000, 100, Map.of()));
        Frame answer = link.next();
        if (!(answer instanceof Frame.Specialised)) {
            throw new AssertionError(answer);
        }
    }

    /** Begins a call with a text for its body. No stream is used twice: a last frame comes a moment before its stream is free. */
    public int invoke(String body) {
        int stream = STREAMS.incrementAndGet();
        link.send(
                new Frame.Invoke(
                        stream,
                        "01J0000000000000000000000A",
                        60_000,
                        new RequestHead("POST", "/", "", Headers.EMPTY),
                        false),
                new Frame.Data(stream, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), true));
        return stream;
    }

    /** Makes a call, and answers the short text that it answers. */
    public String call(String body) {
        invoke(body);
        Frame answer = link.next();
        while (answer instanceof Frame.Log) {
            answer = link.next();
        }
        if (!(answer instanceof Frame.Result)) {
            throw new AssertionError(answer);
        }
        Frame.Data data = (Frame.Data) link.next();
        return StandardCharsets.UTF_8.decode(data.bytes().duplicate()).toString();
    }

    public SocketEnd link() {
        return link;
    }

    public Frame.Hello hello() {
        return hello;
    }

    public Process process() {
        return process;
    }

    public Path work() {
        return work;
    }

    /** Waits for its end, at most 20 s. */
    public int exitCode() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the runner has not ended");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What it has written past the protocol. */
    public String output() {
        try {
            return Files.readString(work.resolve("output.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exitCode();
        link.close();
    }
}
