package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.MediaTypes;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is published: a record of bytes as they are, or an event. */
final class TopicPublish {

    /** As much as any record may have. */
    private static final int MOST_BYTES = 32 << 20;

    @Parameters(index = "0", paramLabel = "NAME", description = "The topic.")
    String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "The value: a text, @FILE, or - for standard input, which is what is taken without it.")
    String value = "-";

    @Option(
            names = {"-k", "--key"},
            paramLabel = "KEY",
            description = "Records of one key stay in order.")
    Optional<String> key = Optional.empty();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME=VALUE",
            description = "A header field of the record; may be given again.")
    List<String> headers = new ArrayList<>();

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description = "Of the value; told by its content without it.")
    Optional<String> contentType = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Publishes a CloudEvent of this type, as in order.placed; needs --source.")
    Optional<String> type = Optional.empty();

    @Option(names = "--source", paramLabel = "URI", description = "Where the event happened, as in /shop.")
    Optional<String> source = Optional.empty();

    @Option(names = "--id", paramLabel = "ID", description = "The event's id; a random one without it.")
    Optional<String> id = Optional.empty();

    @Option(names = "--subject", paramLabel = "TEXT", description = "What the event is about.")
    Optional<String> subject = Optional.empty();

    int run(Session session) throws IOException {
        byte[] bytes = bytes(session, value);
        String text = session.platform().text(request(bytes));
        if (session.json()) {
            session.print(text.strip());
            return Exit.OK;
        }
        List<Doc> places = Doc.parse(text).docs("records");
        for (Doc place : places) {
            session.print("Kept in partition " + place.text("partition") + " at offset " + place.text("offset") + ".");
        }
        return Exit.OK;
    }

    private Request request(byte[] bytes) {
        try {
            return request(Topics.path(name), bytes);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage() + ".");
        }
    }

    private Request request(String path, byte[] bytes) {
        if (type.isPresent() != source.isPresent()) {
            throw CommandException.usage("An event has both --type and --source; give both, or neither.");
        }
        if (type.isEmpty() && (id.isPresent() || subject.isPresent())) {
            throw CommandException.usage("--id and --subject are of events: give --type and --source too.");
        }
        String query = key.isPresent() && type.isEmpty() ? "?key=" + Platform.encoded(key.get()) : "";
        Request request = Request.of("POST", path + query, Body.of(bytes))
                .with("Content-Type", contentType.orElseGet(() -> MediaTypes.ofContent(bytes)));
        for (String header : headers) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw CommandException.usage("'" + header + "' is no header field: write it as NAME=VALUE.");
            }
            request = request.with("Sluice-Header-" + header.substring(0, equals), sent(header.substring(equals + 1)));
        }
        return type.isEmpty()
                ? request
                : new BinaryEvent(type.get(), source.orElseThrow(), id, subject, key).in(request);
    }

    /** The value of a header field: UTF-8, byte for byte. */
    private static String sent(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The bytes that a value on the command line stands for. */
    static byte[] bytes(Session session, String value) throws IOException {
        if (!value.equals("-") && !value.startsWith("@")) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = value.equals("-")
                ? session.terminal().in().readNBytes(MOST_BYTES + 1)
                : read(Path.of(value.substring(1)));
        if (bytes.length > MOST_BYTES) {
            throw CommandException.usage("The value is larger than 32 MiB, the most that a record may have.");
        }
        return bytes;
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }
}
