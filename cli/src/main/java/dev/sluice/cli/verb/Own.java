package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys, locks, semaphores, elections and barriers that programs on any machine have in common. */
@Command(
        name = "own",
        synopsisSubcommandLabel =
                "(lock | semaphore | lead | barrier | list | show | keys | get | put | delete | watch)",
        description =
                "Runs commands under locks that all gateways have in common, and changes keys by compare and set.")
public final class Own {

    private static final String KEYS = "/ownership/keys";
    private static final String COMMAND = "COMMAND";
    private static final String TELLS = "The command and its arguments, after --. The token is in SLUICE_LOCK_TOKEN.";
    private static final String WHO = "Told to others, for people. Default: the user and the machine.";
    private static final int LONGEST_WHO = 50;
    private static final String LEASE = "How long it is held if nobody renews it, from 1s to 1h. Default: 15s.";

    private final Session session;

    public Own(Session session) {
        this.session = session;
    }

    @Command(
            name = "lock",
            description =
                    "Waits for a lock, runs a command, and releases it. The command is ended when the lock is lost.")
    int lock(
            @Parameters(paramLabel = "NAME", description = "The lock.") String name,
            @Parameters(arity = "1..*", paramLabel = COMMAND, description = TELLS) List<String> command,
            @Option(names = "--lease", paramLabel = "TIME", description = LEASE) Optional<String> lease,
            @Option(names = "--who", paramLabel = "TEXT", description = WHO) Optional<String> who) {
        return held("locks", name, new Query().with("lease", lease), who, command);
    }

    @Command(name = "semaphore", description = "The same for one of several permits.")
    int semaphore(
            @Parameters(paramLabel = "NAME", description = "The semaphore.") String name,
            @Parameters(arity = "1..*", paramLabel = COMMAND, description = TELLS) List<String> command,
            @Option(
                            names = "--permits",
                            paramLabel = "N",
                            required = true,
                            description = "How many may hold it at a time; all who use it say the same.")
                    String permits,
            @Option(names = "--lease", paramLabel = "TIME", description = LEASE) Optional<String> lease,
            @Option(names = "--who", paramLabel = "TEXT", description = WHO) Optional<String> who) {
        return held("semaphores", name, new Query().with("permits", permits).with("lease", lease), who, command);
    }

    @Command(
            name = "lead",
            description = "Waits until it is elected, publishes a value, and leads as long as a command runs.")
    int lead(
            @Parameters(paramLabel = "NAME", description = "The election.") String name,
            @Parameters(arity = "1..*", paramLabel = COMMAND, description = TELLS) List<String> command,
            @Option(names = "--value", paramLabel = "TEXT", description = "What all who follow the election are told.")
                    Optional<String> value,
            @Option(names = "--lease", paramLabel = "TIME", description = LEASE) Optional<String> lease,
            @Option(names = "--who", paramLabel = "TEXT", description = WHO) Optional<String> who) {
        return held("elections", name, new Query().with("value", value).with("lease", lease), who, command);
    }

    @Command(
            name = "barrier",
            description = "Comes to a barrier, and waits until all have come. Fails if they have not in the time.")
    int barrier(
            @Parameters(paramLabel = "NAME", description = "The barrier.") String name,
            @Option(
                            names = "--parties",
                            paramLabel = "N",
                            required = true,
                            description = "How many must come; all who come say the same.")
                    String parties,
            @Option(
                            names = "--party",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Who comes: a name of its own.")
                    String party,
            @Option(
                            names = "--generation",
                            paramLabel = "N",
                            description =
                                    "To which it came before, if it asks again: so that it does not come to the next.")
                    Optional<String> generation,
            @Option(
                            names = "--wait",
                            paramLabel = "TIME",
                            defaultValue = "60s",
                            description = "Waits so long, up to 60s. Default: ${DEFAULT-VALUE}.")
                    String wait) {
        Query query = new Query()
                .with("party", party)
                .with("parties", parties)
                .with("generation", generation)
                .with("wait", wait);
        String text = session.platform()
                .text(Request.of("POST", query.of("/ownership/barriers/" + Platform.encoded(name)), Body.NONE));
        Doc came = Doc.parse(text);
        boolean open = came.flag("open");
        session.print(session.json() ? text.strip() : open ? "All have come." : missing(came));
        return open ? Exit.OK : Exit.FAILED;
    }

    private static String missing(Doc came) {
        List<String> arrived = came.texts("arrived");
        return arrived.size() + " of " + came.count("parties") + " have come: "
                + Terminal.harmless(String.join(", ", arrived)) + ". To go on waiting, say --generation "
                + came.count("generation") + ".";
    }

    private int held(String sort, String name, Query query, Optional<String> who, List<String> command) {
        String path = "/ownership/" + sort + "/" + Platform.encoded(name);
        query.with("who", who.orElseGet(Own::self)).with("follow", "true");
        return new HeldCommand(session, path, query.of(path)).run(command);
    }

    private static String self() {
        String self = System.getProperty("user.name") + "@" + host();
        return self.length() > LONGEST_WHO ? self.substring(0, LONGEST_WHO) : self;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Command(
            name = "show",
            description = "Shows who holds a lock, a semaphore or an election, as in show locks nightly.")
    int show(
            @Parameters(paramLabel = "locks|semaphores|elections", description = "Which of them.") String sort,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        return shown("/ownership/" + Platform.encoded(sort) + "/" + Platform.encoded(name), text -> {
            Doc stands = Doc.parse(text);
            if (stands.docs("holders").isEmpty()) {
                session.print("Nobody holds it.");
            }
            for (Doc holder : stands.docs("holders")) {
                session.print("held by '" + Terminal.harmless(holder.text("who")) + "' with the token "
                        + holder.count("token") + ", lease " + holder.text("lease")
                        + (holder.text("value").isEmpty() ? "" : ": " + Terminal.harmless(holder.text("value"))));
            }
            session.print(stands.count("waiting") + " waiting");
        });
    }

    @Command(
            name = "list",
            description =
                    "Lists the locks, semaphores or elections that somebody holds or waits for, as in list locks.")
    int list(
            @Parameters(
                            paramLabel = "locks|semaphores|elections",
                            arity = "0..1",
                            defaultValue = "locks",
                            description = "Which of them. Default: locks.")
                    String sort) {
        return shown("/ownership/" + Platform.encoded(sort), text -> {
            Table table = new Table("NAME", "HELD BY", "TOKEN", "WAITING");
            for (Doc one : Doc.parse(text).docs(sort)) {
                List<Doc> holders = one.docs("holders");
                table.row(
                        one.text("name"),
                        joined(holders, holder -> holder.text("who")),
                        joined(holders, holder -> String.valueOf(holder.count("token"))),
                        String.valueOf(one.count("waiting")));
            }
            table.print(session.terminal());
        });
    }

    private static String joined(List<Doc> holders, Function<Doc, String> what) {
        return holders.isEmpty()
                ? "-"
                : String.join(", ", holders.stream().map(what).toList());
    }

    @Command(name = "keys", description = "Lists the keys.")
    int keys() {
        return shown(KEYS, text -> Doc.parse(text).texts("keys").forEach(session::print));
    }

    @Command(name = "get", description = "Prints the value of a key.")
    int get(@Parameters(paramLabel = "KEY", description = "The key.") String key) {
        return shown(
                key(key),
                text -> session.print(Terminal.harmless(Doc.parse(text).text("value"))));
    }

    @Command(name = "put", description = "Writes a key, and prints its version.")
    int put(
            @Parameters(paramLabel = "KEY", description = "The key.") String key,
            @Parameters(paramLabel = "VALUE", description = "Its value, 16 KiB at most.") String value,
            @Option(
                            names = "--if-version",
                            paramLabel = "N",
                            description = "Only if it has this version; 0 only if there is no such key.")
                    Optional<String> version,
            @Option(names = "--if-value", paramLabel = "TEXT", description = "Only if it has this value.")
                    Optional<String> before,
            @Option(names = "--ttl", paramLabel = "TIME", description = "It vanishes after this time.")
                    Optional<String> ttl,
            @Option(
                            names = "--fence",
                            paramLabel = "TOKEN",
                            description =
                                    "The token of the lock under which it is written; a smaller one is refused from then on.")
                    Optional<String> token) {
        Query query = new Query()
                .with("ifVersion", version)
                .with("ifValue", before)
                .with("ttl", ttl)
                .with("token", token);
        Body body = Body.of(value.getBytes(StandardCharsets.UTF_8));
        String text = session.platform()
                .text(Request.of("PUT", query.of(key(key)), body).with("Content-Type", "text/plain"));
        session.print(
                session.json() ? text.strip() : String.valueOf(Doc.parse(text).count("version")));
        return Exit.OK;
    }

    @Command(name = "delete", description = "Removes a key.")
    int delete(
            @Parameters(paramLabel = "KEY", description = "The key.") String key,
            @Option(names = "--if-version", paramLabel = "N", description = "Only if it has this version.")
                    Optional<String> version) {
        String text = session.platform()
                .text(Request.of(
                        "DELETE", new Query().with("ifVersion", version).of(key(key)), Body.NONE));
        if (!text.isEmpty()) {
            session.print(text.strip());
        }
        return Exit.OK;
    }

    @Command(
            name = "watch",
            description = "Prints a key now and whenever it changes, one object of JSON in a line, until Ctrl-C.")
    int watch(@Parameters(paramLabel = "KEY", description = "The key.") String key) {
        Request request = ServerEvent.following(Request.get(key(key) + "?follow=true"));
        try (Response answer = session.platform().manage(request);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            ServerEvent.read(lines, event -> session.print(event.data()));
        } catch (IOException e) {
            throw new CommandException(Exit.UNREACHABLE, "The connection was lost: " + e.getMessage() + ".");
        }
        throw new CommandException(Exit.UNREACHABLE, "The gateway ended: watch again.");
    }

    private static String key(String key) {
        return KEYS + "/" + Platform.encoded(key);
    }

    private int shown(String path, Consumer<String> show) {
        String text = session.platform().text(Request.get(path));
        if (session.json()) {
            session.print(text.strip());
        } else {
            show.accept(text);
        }
        return Exit.OK;
    }
}
