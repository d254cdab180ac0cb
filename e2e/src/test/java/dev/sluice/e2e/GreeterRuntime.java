package dev.sluice.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A runtime in another language, whose code is a text file of greetings, {@code name: words} a line: the handler names a line,
 * and a call is answered with its words and the body. Speaks the protocol as {@code docs/protocol.md} has it, with nothing of
 * Sluice, on one thread.
 */
final class GreeterRuntime {

    private static final int HELLO = 1;
    private static final int SPECIALISE = 2;
    private static final int SPECIALISED = 3;
    private static final int SPECIALISE_FAILED = 4;
    private static final int INVOKE = 5;
    private static final int DATA = 6;
    private static final int RESULT = 9;
    private static final int DRAIN = 15;
    private static final int WELCOME = 16;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
    private String words = "";
    private String end = "";

    private GreeterRuntime(SocketChannel channel) {
        in = new DataInputStream(Channels.newInputStream(channel));
        out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    /** The folder of the runtime, made below {@code parent}. */
    static Path install(Path parent) throws IOException, java.net.URISyntaxException {
        Path classes = Path.of(GreeterRuntime.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path folder = Files.createDirectories(parent.resolve("greeter"));
        Files.writeString(
                folder.resolve("runtime.properties"),
                "name=greeter1\ndescription=Greetings\naccepts=file\nfile=greetings.txt\ninspect=program\nsetting.end=!\n");
        program(
                folder.resolve("start"),
                "exec \"$SLUICE_JAVA_HOME/bin/java\" -Xmx32m -XX:TieredStopAtLevel=1 -cp '" + classes + "' "
                        + GreeterRuntime.class.getName());
        program(folder.resolve("inspect"), """
                handler=${2:-$(sed -n '1s/:.*//p' "$1")}
                if [ -n "$handler" ] && grep -q "^$handler:" "$1"; then
                    printf '%s\\ncontract: greeting\\ntarget: linux/any/any/any\\n' "$handler"
                    exit 0
                fi
                echo "no line of the file begins with '$handler:'"
                exit 1
                """);
        return folder;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public static void main(String[] arguments) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(System.getenv("SLUICE_SOCKET")));
            new GreeterRuntime(channel).serve();
        }
    }

    private void serve() throws IOException {
        Payload hello = new Payload();
        hello.out.writeShort(2);
        hello.out.writeShort(2);
        hello.text(System.getenv("SLUICE_RUNNER_TOKEN"));
        hello.text("greeter1");
        hello.out.writeLong(ProcessHandle.current().pid());
        hello.out.writeShort(0);
        send(HELLO, false, 0, hello);
        boolean more = true;
        while (more) {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            more = take(new DataInputStream(new java.io.ByteArrayInputStream(frame)));
        }
    }

    private boolean take(DataInputStream frame) throws IOException {
        int type = frame.readByte();
        boolean last = frame.readByte() == 1;
        int stream = frame.readInt();
        switch (type) {
            case WELCOME -> {
                if (frame.readShort() != 2 || frame.readShort() != 0) {
                    throw new IOException("the gateway chose what was not offered");
                }
            }
            case SPECIALISE -> specialise(frame);
            case INVOKE -> {
                bodies.put(stream, new ByteArrayOutputStream());
                answerIf(last, stream);
            }
            case DATA -> {
                Objects.requireNonNull(bodies.get(stream)).write(frame.readAllBytes());
                answerIf(last, stream);
            }
            default -> {}
        }
        return type != DRAIN;
    }

    private void specialise(DataInputStream frame) throws IOException {
        text(frame);
        frame.readInt();
        String handler = text(frame);
        if (!Path.of("").toAbsolutePath().equals(Path.of(text(frame)))) {
            throw new IOException("a runner stands where its code comes to lie");
        }
        if (frame.readUnsignedShort() != 1) {
            throw new IOException("an artifact of one file was uploaded");
        }
        Path file = Path.of(text(frame));
        int variables = frame.readUnsignedShort();
        for (int i = 0; i < 2 * variables; i++) {
            text(frame);
        }
        frame.readLong();
        frame.readInt();
        Map<String, String> settings = new HashMap<>();
        for (int left = frame.readUnsignedShort(); left > 0; left--) {
            settings.put(text(frame), text(frame));
        }
        if (!settings.getOrDefault("contract", "").equals("greeting")) {
            throw new IOException("the contract that was found is told");
        }
        end = settings.getOrDefault("end", "");
        Optional<String> line = Files.readAllLines(file).stream()
                .filter(candidate -> candidate.startsWith(handler + ": "))
                .findFirst();
        Payload answer = new Payload();
        if (line.isEmpty()) {
            answer.text("nothing_to_say");
            answer.text("");
            answer.text("the greeting " + handler + " has no words");
            answer.out.writeShort(0);
            answer.text("write some behind its colon");
            send(SPECIALISE_FAILED, false, 0, answer);
            return;
        }
        words = line.get().substring(handler.length() + 2);
        answer.text("greets with " + words + " of " + file.getFileName());
        answer.out.writeLong(1);
        send(SPECIALISED, false, 0, answer);
    }

    private void answerIf(boolean complete, int stream) throws IOException {
        if (complete) {
            Payload head = new Payload();
            head.out.writeShort(200);
            head.out.writeShort(1);
            head.text("content-type");
            head.text("text/plain");
            send(RESULT, false, stream, head);
            Payload body = new Payload();
            String said =
                    words + " " + Objects.requireNonNull(bodies.remove(stream)).toString(StandardCharsets.UTF_8) + end;
            body.out.write(said.getBytes(StandardCharsets.UTF_8));
            send(DATA, true, stream, body);
        }
    }

    private void send(int type, boolean last, int stream, Payload payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream writer = new DataOutputStream(frame);
        writer.writeInt(6 + payload.bytes.size());
        writer.writeByte(type);
        writer.writeByte(last ? 1 : 0);
        writer.writeInt(stream);
        payload.bytes.writeTo(writer);
        out.write(frame.toByteArray());
    }

    private static String text(DataInputStream frame) throws IOException {
        return new String(frame.readNBytes(frame.readInt()), StandardCharsets.UTF_8);
    }

    private static final class Payload {

        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream out = new DataOutputStream(bytes);

        void text(String text) throws IOException {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
    }
}
