package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps secrets. Values go in and never come out. */
@Command(
        name = "secret",
        synopsisSubcommandLabel = "(set | list | remove)",
        description = "Keeps secrets for functions. Values go in and never come out.")
public final class Secret {

    /** What the platform takes. */
    private static final int MOST_BYTES = 64 * 1024;

    private final Session session;

    public Secret(Session session) {
        this.session = session;
    }

    @Command(
            name = "set",
            description =
                    "Sets a secret. The value is asked for, or read from standard input or a file: on the command line others could see it.")
    int set(
            @Parameters(paramLabel = "NAME", description = "The secret.") String name,
            @Option(names = "--file", paramLabel = "FILE", description = "Takes the content of this file.")
                    Optional<Path> file)
            throws IOException {
        byte[] value = file.isPresent() ? read(file.get()) : ask(name);
        if (value.length > MOST_BYTES) {
            throw CommandException.usage("The value is larger than 64 KiB, which is what a secret may be.");
        }
        session.platform()
                .text(Request.of("PUT", path(name), Body.of(value)).with("Content-Type", "application/octet-stream"));
        if (!session.json()) {
            session.print(
                    "Secret " + name + " is set. Name it in a decorator, or give it to a function: ./sluice deploy …"
                            + " --secret VARIABLE=" + name);
        }
        return Exit.OK;
    }

    @Command(name = "list", aliases = "ls", description = "Lists secrets: their names, ages and users.")
    int list() {
        String text = session.platform().text(Request.get("/secrets"));
        Doc answer = Doc.parse(text);
        if (session.json()) {
            session.print(text.strip());
        } else if (answer.docs("secrets").isEmpty()) {
            session.print("No secret yet. Set one: ./sluice secret set NAME");
        } else {
            Table table = new Table("NAME", "AGE", "USED BY");
            Instant now = Instant.now();
            for (Doc secret : answer.docs("secrets")) {
                table.row(
                        secret.text("name"),
                        Units.age(secret.text("updatedAt"), now),
                        String.join(", ", secret.texts("usedBy")));
            }
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(name = "remove", aliases = "rm", description = "Removes a secret that no function uses.")
    int remove(@Parameters(paramLabel = "NAME", description = "The secret.") String name) {
        session.platform().text(Request.of("DELETE", path(name), Body.NONE));
        if (!session.json()) {
            session.print("Secret " + name + " is removed.");
        }
        return Exit.OK;
    }

    private static String path(String name) {
        return "/secrets/" + Platform.encoded(name);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }

    /** From the keyboard without showing it, or all of standard input less one line break at its end. */
    private byte[] ask(String name) throws IOException {
        Console console = session.terminal().look().live() ? System.console() : null;
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Value of %s: ", name);
            return new String(typed == null ? new char[0] : typed).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        byte[] all = session.terminal().in().readNBytes(MOST_BYTES + 2);
        int end = all.length;
        end -= end > 0 && all[end - 1] == '\n' ? 1 : 0;
        end -= end > 0 && all[end - 1] == '\r' ? 1 : 0;
        return java.util.Arrays.copyOf(all, end);
    }
}
