package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.MediaTypes;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes CloudEvents to whoever wants them. */
@Command(
        name = "events",
        synopsisSubcommandLabel = "(publish)",
        description = "Publishes CloudEvents to all functions whose triggers want them.")
public final class Events {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private final Session session;

    public Events(Session session) {
        this.session = session;
    }

    @Command(
            name = "publish",
            description =
                    "Publishes an event, or without --type those that VALUE is in JSON. Ends when Kafka has them.")
    int publish(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "VALUE",
                            defaultValue = "-",
                            description =
                                    "The data: a text, @FILE, or - for standard input, which is taken without it.")
                    String value,
            @Option(names = "--type", paramLabel = "TYPE", description = "Of the event, as in order.placed.")
                    Optional<String> type,
            @Option(names = "--source", paramLabel = "URI", description = "Where it happened, as in /shop.")
                    Optional<String> source,
            @Option(names = "--id", paramLabel = "ID", description = "Its id; a random one without it.")
                    Optional<String> id,
            @Option(names = "--subject", paramLabel = "TEXT", description = "What it is about.")
                    Optional<String> subject,
            @Option(
                            names = {"-k", "--key"},
                            paramLabel = "KEY",
                            description = "Its partitionkey: events of one key stay in order.")
                    Optional<String> key,
            @Option(
                            names = {"-a", "--attribute"},
                            paramLabel = "NAME=VALUE",
                            description = "An attribute of its own; may be given again.")
                    List<String> attributes,
            @Option(
                            names = "--content-type",
                            paramLabel = "TYPE",
                            description = "Of the data; told by its content without it.")
                    Optional<String> contentType)
            throws IOException {
        byte[] bytes = TopicPublish.bytes(session, value);
        boolean alone = type.isEmpty() && source.isEmpty();
        if (!alone && (type.isEmpty() || source.isEmpty())) {
            throw CommandException.usage("An event has both --type and --source; give both, or neither.");
        }
        if (alone && (id.isPresent() || subject.isPresent() || key.isPresent() || attributes != null)) {
            throw CommandException.usage("Attributes are of one event: give --type and --source too.");
        }
        Request request = alone
                ? json(bytes)
                : new BinaryEvent(type.orElseThrow(), source.orElseThrow(), id, subject, key)
                        .in(request(bytes, contentType.orElseGet(() -> MediaTypes.ofContent(bytes))));
        for (String attribute : attributes == null ? List.<String>of() : attributes) {
            int equals = attribute.indexOf('=');
            if (equals < 1) {
                throw CommandException.usage("'" + attribute + "' is no attribute: write it as NAME=VALUE.");
            }
            request = BinaryEvent.with(request, attribute.substring(0, equals), attribute.substring(equals + 1));
        }
        String text = session.platform().text(request);
        Doc told = Doc.parse(text);
        session.print(
                session.json()
                        ? text.strip()
                        : Units.counted(told.count("events"), "event is", "events are") + " kept, for "
                                + Units.counted(told.count("subscribers"), "subscriber", "subscribers") + ".");
        return Exit.OK;
    }

    private static Request json(byte[] bytes) {
        boolean batch = new String(bytes, StandardCharsets.UTF_8).stripLeading().startsWith("[");
        return request(bytes, batch ? BATCH : STRUCTURED);
    }

    private static Request request(byte[] bytes, String contentType) {
        return Request.of("POST", "/events", Body.of(bytes)).with("Content-Type", contentType);
    }
}
