package dev.sluice.testkit.runner;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.FrameDecoder;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.SidecarAddress;
import dev.sluice.core.runner.SidecarOrder;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The folders and the socket that runners are started with, under one folder: runtimes that a test writes as shell
 * scripts, a work folder for each runner, and a listening socket.
 */
public final class RunnerPlace implements AutoCloseable {

    /** The limit that orders carry. */
    public static final MemorySize MEMORY = new MemorySize(128);

    private final Path root;
    private final Path socket;
    private final ServerSocketChannel listening;
    private final AtomicInteger runners = new AtomicInteger();

    public RunnerPlace(Path root) throws IOException {
        this.root = root.toRealPath();
        this.socket = this.root.resolve("g.sock");
        this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Files.createDirectories(cache());
    }

    public Path cache() {
        return root.resolve("cache");
    }

    /** A runtime whose {@code start} is a shell script of these lines, which run in the work folder of the runner. */
    public Path runtime(String... lines) throws IOException {
        return runtimeWhereItStarts("cd \"$TMPDIR\" || exit 99", String.join("\n", lines));
    }

    /** A runtime whose {@code start} is a shell script of these lines, which run where the provider puts it. */
    public Path runtimeWhereItStarts(String... lines) throws IOException {
        Path folder = Files.createTempDirectory(root, "runtime");
        Path start = folder.resolve("start");
        Files.writeString(start, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    /** A runtime whose runners are {@link HelloRunner}s. */
    public Path helloRuntime() throws IOException {
        String name = HelloRunner.class.getName();
        Path folder = runtime("exec \"$SLUICE_JAVA_HOME/bin/java\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx16m"
                + " -cp \"$(dirname \"$0\")\" " + name);
        String file = name.replace('.', '/') + ".class";
        Path copy = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        try (InputStream bytes =
                Objects.requireNonNull(HelloRunner.class.getClassLoader().getResourceAsStream(file))) {
            Files.copy(bytes, copy);
        }
        return folder;
    }

    /** An order for a new runner of {@code runtime}, with folders and a token of its own. */
    public RunnerOrder order(Path runtime) throws IOException {
        return order(runtime, List.of());
    }

    /** For a runner that is started for a function, with what that asks of its runtime. */
    public RunnerOrder order(Path runtime, List<String> options) throws IOException {
        int number = runners.incrementAndGet();
        return new RunnerOrder(
                new RunnerId("r" + number),
                new RuntimeName("test1"),
                runtime,
                MEMORY,
                options,
                false,
                new RunnerAddress.Socket(socket),
                "token-of-r" + number,
                Files.createDirectory(root.resolve("work" + number)),
                Files.createDirectory(root.resolve("work" + number + ".code")),
                cache(),
                Optional.empty());
    }

    /** An order for a sidecar {@code name} of the runner of {@code instance}: a shell script of these lines. */
    public SidecarOrder sidecar(RunnerOrder instance, String name, String... lines) {
        return new SidecarOrder(
                new RunnerId(instance.id() + "/" + name),
                List.of("/bin/sh", "-c", String.join("\n", lines)),
                Map.of(
                        "PATH",
                        "/usr/bin:/bin",
                        "SLUICE_SHARED",
                        instance.workFolder().toString()),
                MEMORY,
                new SidecarAddress.Socket(instance.workFolder().resolve(name + ".sock")),
                instance.codeFolder(),
                instance.workFolder());
    }

    /** The next runner that connects, when it has sent its first frame. */
    public CompletableFuture<Guest> nextGuest() {
        CompletableFuture<Guest> guest = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                SocketChannel channel = listening.accept();
                guest.complete(new Guest(channel, readFrame(channel)));
            } catch (IOException | RuntimeException e) {
                guest.completeExceptionally(e);
            }
        });
        return guest;
    }

    private static Frame readFrame(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        while (channel.read(bytes) >= 0) {
            Frame frame = FrameDecoder.next(bytes.duplicate().flip());
            if (frame != null) {
                return frame;
            }
        }
        throw new IOException("the runner hung up before its first frame was complete");
    }

    /** A runner that has connected, and its first frame. */
    public record Guest(SocketChannel channel, Frame frame) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
