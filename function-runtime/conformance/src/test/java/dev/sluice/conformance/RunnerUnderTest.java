package dev.sluice.conformance;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.protocol.Frame;
import dev.sluice.testkit.protocol.SocketEnd;
import java.io.File;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A runner in a process of its own, started by its runtime's {@code start} as a gateway does it, and the gateway's end of its connection. */
final class RunnerUnderTest implements AutoCloseable {

    static final String TOKEN = "token-1";
    static final String ID = "01J0000000000000000000000A";

    private static final int MEMORY_MIB = 256;
    private static final int PATIENCE_SECONDS = 20;

    private final Subject subject;
    private final Path place;
    private final Process process;
    private final SocketEnd link;
    private final Frame.Hello hello;

    private RunnerUnderTest(Subject subject, Path place, Process process, SocketEnd link, Frame.Hello hello) {
        this.subject = subject;
        this.place = place;
        this.process = process;
        this.link = link;
        this.hello = hello;
    }

    /** Starts one and waits for its hello. {@code place}: an empty folder of its own. */
    static RunnerUnderTest start(Subject subject, Path place) {
        try {
            Path socket = place.resolve("g.sock");
            Files.createDirectory(place.resolve("code"));
            Files.createDirectory(place.resolve("work"));
            Files.createDirectory(place.resolve("cache"));
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));
                Process process = spawn(subject, place, socket);
                Thread watch = Thread.ofVirtual().start(() -> closeOnExit(process, server));
                SocketEnd link = new SocketEnd(server.accept());
                Frame.Hello hello = (Frame.Hello) link.next();
                watch.interrupt();
                return new RunnerUnderTest(subject, place, process, link, hello);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the runner said no hello; it wrote: " + written(place), e);
        }
    }

    private static Process spawn(Subject subject, Path place, Path socket) throws IOException {
        Path work = place.resolve("work");
        Map<String, String> variables = new HashMap<>(Map.of(
                "SLUICE_SOCKET", socket.toString(),
                "SLUICE_RUNNER_TOKEN", TOKEN,
                "SLUICE_MEMORY_MIB", Integer.toString(MEMORY_MIB),
                "SLUICE_CACHE", place.resolve("cache").toString(),
                "SLUICE_JAVA_HOME", System.getProperty("java.home"),
                "SLUICE_AWAITED", "yes"));
        variables.putAll(Map.of(
                "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME", work.toString(),
                "TMPDIR", work.toString(),
                "LANG", "C.UTF-8",
                "TZ", "UTC"));
        variables.putAll(subject.environment());
        ProcessBuilder builder = new ProcessBuilder(
                        subject.language().runtime().resolve("start").toString())
                .directory(place.resolve("code").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("output.txt").toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
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

    SocketEnd link() {
        return link;
    }

    Frame.Hello hello() {
        return hello;
    }

    long pid() {
        return process.pid();
    }

    boolean has(String feature) {
        return hello.features().contains(feature);
    }

    /** Chooses all that the runner offers. */
    RunnerUnderTest welcome() {
        link.send(new Frame.Welcome(2, hello.features()));
        return this;
    }

    /** Puts the code of a sample where the runner finds it, and writes the order for it. */
    Frame.Specialise order(String sample, String function) {
        Path folder = place.resolve("code");
        Path file = folder.resolve(subject.file());
        try {
            if (!Files.exists(file)) {
                Files.copy(subject.language().sample(sample), file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Frame.Specialise(
                "sample",
                3,
                subject.language().handler(sample, function),
                new Frame.Artifact(folder.toString(), List.of(subject.file())),
                Map.of(
                        "A", "b",
                        "SLUICE_FUNCTION", "sample",
                        "SLUICE_VERSION", "3",
                        "SLUICE_SHARD", "1",
                        "SLUICE_SHARDS", "4",
                        "SLUICE_SHARD_RANGE", "4000000000000000-7fffffffffffffff",
                        "SLUICE_SHARD_TOKEN", "17"),
                30_000,
                100,
                Map.of());
    }

    /** Makes it an instance; fails unless it becomes one. */
    RunnerUnderTest specialise(String sample, String function) {
        link.send(order(sample, function));
        Frame answer = link.next();
        if (!(answer instanceof Frame.Specialised)) {
            throw new AssertionError(answer + "; it wrote: " + written(place));
        }
        return this;
    }

    /** Begins a call whose body is still to come. */
    void begin(int stream, String... headers) {
        link.send(new Frame.Invoke(stream, ID, 30_000, new RequestHead("POST", "/", "", Headers.of(headers)), false));
    }

    /** Begins a call with a text for its body. */
    void invoke(int stream, String body) {
        link.send(
                new Frame.Invoke(stream, ID, 30_000, new RequestHead("POST", "/", "", Headers.EMPTY), false),
                data(stream, body, true));
    }

    static Frame.Data data(int stream, String text, boolean end) {
        return new Frame.Data(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), end);
    }

    static String text(Frame.Data data) {
        return StandardCharsets.UTF_8.decode(data.bytes().duplicate()).toString();
    }

    /** The answer to a call that is the only one, whose status must be 200. */
    String answer() {
        Frame.Result result = (Frame.Result) link.next();
        if (result.status() != 200) {
            throw new AssertionError(result);
        }
        StringBuilder body = new StringBuilder();
        boolean end = result.end();
        while (!end) {
            Frame.Data data = (Frame.Data) link.next();
            body.append(text(data));
            end = data.end();
        }
        return body.toString();
    }

    /** Makes a call, and answers the text that it answers. */
    String call(int stream, String body) {
        invoke(stream, body);
        return answer();
    }

    /** The next frame, which must be the error of a stream. */
    Frame.Error error() {
        Frame frame = link.next();
        if (frame instanceof Frame.Error error) {
            return error;
        }
        throw new AssertionError("no error but " + frame);
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the runner has not ended; it wrote: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What it has written past the protocol. */
    String output() {
        return written(place);
    }

    private static String written(Path place) {
        try {
            return Files.readString(place.resolve("output.txt"));
        } catch (IOException e) {
            return "nothing";
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitCode();
        link.close();
    }
}
