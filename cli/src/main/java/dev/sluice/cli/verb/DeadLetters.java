package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, shows, redrives and purges dead letters. */
@Command(
        name = "dead-letters",
        synopsisSubcommandLabel = "(list | show | redrive | purge)",
        description = "Work that is not tried again: shows it, tries it anew, or drops it.")
public final class DeadLetters {

    private final Session session;

    public DeadLetters(Session session) {
        this.session = session;
    }

    @Command(name = "list", aliases = "ls", description = "Lists dead letters, the oldest first.")
    int list(
            @Mixin LetterFilter filter,
            @Option(
                            names = {"-n", "--limit"},
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "So many at most, up to 1000. Default: ${DEFAULT-VALUE}.")
                    int limit) {
        String text = session.platform()
                .text(Request.get(
                        filter.in(new Query().with("limit", "" + limit)).of("/dead-letters")));
        Doc answer = Doc.parse(text);
        if (session.json()) {
            session.print(text.strip());
        } else if (answer.docs("deadLetters").isEmpty()) {
            session.print("No dead letter.");
        } else {
            Table table = new Table("ID", "FUNCTION", "AGE", "ATTEMPTS", "REASON", "ERROR");
            Instant now = Instant.now();
            for (Doc letter : answer.docs("deadLetters")) {
                table.row(
                        letter.text("id"),
                        letter.text("function"),
                        Units.age(letter.text("at"), now),
                        letter.text("attempts"),
                        letter.text("reason"),
                        letter.text("error"));
            }
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(name = "show", description = "Shows a dead letter with the work as it came.")
    int show(@Parameters(paramLabel = "ID", description = "The letter.") String id) {
        String text = session.platform().text(Request.get(path(id)));
        session.print(session.json() ? text.strip() : Doc.parse(text).pretty());
        return Exit.OK;
    }

    @Command(
            name = "redrive",
            description = "Tries dead letters anew, under their ids, with attempts counted from the beginning.")
    int redrive(
            @Parameters(arity = "0..1", paramLabel = "ID", description = "The letter.") Optional<String> id,
            @Option(names = "--all", description = "All there are.") boolean all,
            @Mixin LetterFilter filter) {
        String target = chosen(id, all, filter)
                .map(one -> path(one) + "/redrive")
                .orElse(filter.query().of("/dead-letters/redrive"));
        return done(Request.of("POST", target, Body.NONE), "tried anew");
    }

    @Command(name = "purge", description = "Drops dead letters for good.")
    int purge(
            @Parameters(arity = "0..1", paramLabel = "ID", description = "The letter.") Optional<String> id,
            @Option(names = "--all", description = "All there are.") boolean all,
            @Mixin LetterFilter filter) {
        String target = chosen(id, all, filter)
                .map(DeadLetters::path)
                .orElse(filter.query().of("/dead-letters"));
        return done(Request.of("DELETE", target, Body.NONE), "dropped");
    }

    private static Optional<String> chosen(Optional<String> id, boolean all, LetterFilter filter) {
        if (id.isPresent() == all) {
            throw CommandException.usage("Name one dead letter by its id, or all of them by --all.");
        }
        if (!all && !filter.query().isEmpty()) {
            throw CommandException.usage("What a letter must be like goes with --all.");
        }
        return id;
    }

    private int done(Request request, String what) {
        String text = session.platform().text(request.waiting(Duration.ZERO));
        Doc answer = Doc.parse(text);
        long count = answer.count("count");
        long left = answer.count("left");
        session.print(
                session.json()
                        ? text.strip()
                        : count + (count == 1 ? " dead letter is " : " dead letters are ") + what + "."
                                + (left == 0
                                        ? ""
                                        : " Letters of triggers that are not there any more stay: " + left + "."));
        return Exit.OK;
    }

    private static String path(String id) {
        return "/dead-letters/" + Platform.encoded(id);
    }
}
