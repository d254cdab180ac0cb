package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Pages;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes topics, shows and deletes them, publishes to them and reads them. */
@Command(
        name = "topics",
        aliases = "topic",
        synopsisSubcommandLabel = "(create | list | describe | delete | publish | tail)",
        description = "Makes topics, shows and deletes them, publishes to them and reads them.")
public final class Topics {

    private final Session session;

    public Topics(Session session) {
        this.session = session;
    }

    @Command(
            name = "create",
            description =
                    "Makes a topic, or finds that it is there as wanted. What is left out is the broker's choice.")
    int create(
            @Parameters(paramLabel = "NAME", description = "The topic.") String name,
            @Option(names = "--partitions", paramLabel = "N", description = "Parts of it, each with its own order.")
                    Optional<Integer> partitions,
            @Option(names = "--replication", paramLabel = "N", description = "Brokers that have each record.")
                    Optional<Integer> replication,
            @Option(
                            names = "--retention",
                            paramLabel = "TIME",
                            description = "How long records are kept, as in 12h or 7d, or forever.")
                    Optional<String> retention,
            @Option(
                            names = "--max-message-bytes",
                            paramLabel = "BYTES",
                            description = "The most that one record may have.")
                    Optional<Integer> maxMessageBytes) {
        JsonObject wanted = new JsonObject();
        partitions.ifPresent(value -> wanted.addProperty("partitions", value));
        replication.ifPresent(value -> wanted.addProperty("replication", value));
        retention.ifPresent(value -> wanted.addProperty("retention", value));
        maxMessageBytes.ifPresent(value -> wanted.addProperty("maxMessageBytes", value));
        String text = session.platform()
                .text(Request.of("PUT", path(name), Body.of(wanted.toString()))
                        .with("Content-Type", "application/json"));
        Doc made = Doc.parse(text);
        Doc settings = made.doc("settings");
        session.print(
                session.json()
                        ? text.strip()
                        : "Topic " + name + (made.flag("created") ? " is made: " : " was there: ")
                                + Units.counted(settings.count("partitions"), "partition", "partitions")
                                + ", replication " + settings.text("replication") + ", retention "
                                + settings.text("retention") + ", records of up to "
                                + Units.bytes(settings.count("maxMessageBytes")) + ".");
        return Exit.OK;
    }

    @Command(name = "list", aliases = "ls", description = "Lists topics.")
    int list() {
        List<Doc> topics = new Pages("/topics", List.of()).of(session.platform(), "topics");
        if (session.json()) {
            JsonArray all = new JsonArray();
            topics.forEach(topic -> all.add(topic.json()));
            JsonObject answer = new JsonObject();
            answer.add("topics", all);
            session.print(answer.toString());
        } else if (topics.isEmpty()) {
            session.print("No topic yet. Make one: ./sluice topics create NAME");
        } else {
            Table table = new Table("NAME", "PARTITIONS", "REPLICATION");
            topics.forEach(topic -> table.row(topic.text("name"), topic.text("partitions"), topic.text("replication")));
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(name = "describe", description = "Shows a topic: its settings, its partitions, and who reads it.")
    int describe(@Parameters(paramLabel = "NAME", description = "The topic.") String name) {
        String text = session.platform().text(Request.get(path(name)));
        if (session.json()) {
            session.print(text.strip());
        } else {
            new TopicView(Doc.parse(text)).print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(
            name = "delete",
            aliases = {"remove", "rm"},
            description = "Deletes a topic with all its records.")
    int delete(@Parameters(paramLabel = "NAME", description = "The topic.") String name) {
        session.platform().text(Request.of("DELETE", path(name), Body.NONE));
        if (!session.json()) {
            session.print("Topic " + name + " is deleted, with all its records.");
        }
        return Exit.OK;
    }

    @Command(
            name = "publish",
            description = "Publishes one record, or the events of a file. Ends when Kafka has acknowledged it.")
    int publish(@Mixin TopicPublish wanted) throws IOException {
        return wanted.run(session);
    }

    @Command(name = "tail", description = "Shows the last records of a topic, or all from somewhere on.")
    int tail(@Parameters(paramLabel = "NAME", description = "The topic.") String name, @Mixin TopicTail wanted) {
        return wanted.run(session, path(name));
    }

    static String path(String name) {
        return "/topics/" + Platform.encoded(name);
    }
}
