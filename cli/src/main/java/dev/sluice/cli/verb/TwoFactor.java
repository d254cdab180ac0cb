package dev.sluice.cli.verb;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Manages users' second factors. */
@Command(
        name = "two-factor",
        synopsisSubcommandLabel = "(enrol | list | reset | verify)",
        description = "Manages users' second factors: an authenticator app, an address for codes, recovery codes.")
public final class TwoFactor {

    private static final int LONGEST_CODE = 64;

    private final Session session;

    public TwoFactor(Session session) {
        this.session = session;
    }

    @Command(
            name = "enrol",
            aliases = "enroll",
            description =
                    "Gives a user a second factor. Draws the QR code for the app and prints recovery codes; neither is ever told again.")
    int enrol(
            @Parameters(paramLabel = "USER", description = "The user, as the first factor names them.") String user,
            @Option(
                            names = "--address",
                            paramLabel = "ADDRESS",
                            description = "Where a notifier function sends codes: a phone number, a mail address.")
                    Optional<String> address,
            @Option(names = "--no-app", description = "Without an authenticator app.") boolean noApp,
            @Option(
                            names = "--qr",
                            paramLabel = "FILE",
                            description = "Writes the QR code as a PNG that only you can read, in place of drawing it.")
                    Optional<Path> picture) {
        JsonObject wanted = new JsonObject();
        wanted.addProperty("app", !noApp);
        address.ifPresent(to -> wanted.addProperty("address", to));
        String text = session.platform().text(json("PUT", path(user), wanted));
        Doc made = Doc.parse(text);
        picture.filter(_ -> made.has("qrPng")).ifPresent(file -> write(file, made.text("qrPng")));
        if (session.json()) {
            session.print(text.strip());
            return Exit.OK;
        }
        session.print("Second factor of " + user + ": none of this is told again.");
        if (made.has("uri")) {
            session.print("");
            session.print(picture.map(file -> "QR code for the app: " + file)
                    .orElseGet(() -> "Scan this with an authenticator app:\n\n" + made.text("qrText")));
            session.print("Or type in: " + made.text("secret"));
        }
        session.print("");
        session.print("Recovery codes, each good once when the phone is lost:");
        made.texts("recoveryCodes").forEach(code -> session.print("  " + code));
        session.print("");
        session.print("Try it: ./sluice two-factor verify " + user);
        return Exit.OK;
    }

    @Command(name = "list", aliases = "ls", description = "Lists who has a second factor, and who is locked out.")
    int list() {
        String text = session.platform().text(Request.get("/two-factor/users"));
        Doc answer = Doc.parse(text);
        if (session.json()) {
            session.print(text.strip());
        } else if (answer.docs("users").isEmpty()) {
            session.print("Nobody has a second factor yet. Enrol somebody: ./sluice two-factor enrol USER");
        } else {
            Table table = new Table("USER", "AGE", "APP", "ADDRESS", "RECOVERY CODES", "LOCKED UNTIL");
            Instant now = Instant.now();
            for (Doc user : answer.docs("users")) {
                table.row(
                        user.text("user"),
                        Units.age(user.text("enrolledAt"), now),
                        user.flag("app") ? "yes" : "no",
                        user.text("address"),
                        user.text("recoveryCodes"),
                        user.text("lockedUntil"));
            }
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(
            name = "reset",
            description = "Takes a user's second factor away, with locks and remembered logins: for a lost phone.")
    int reset(@Parameters(paramLabel = "USER", description = "The user.") String user) {
        session.platform().text(Request.of("DELETE", path(user), Body.NONE));
        if (!session.json()) {
            session.print(
                    "The second factor of " + user + " is gone. Give a new one: ./sluice two-factor enrol " + user);
        }
        return Exit.OK;
    }

    @Command(
            name = "verify",
            description = "Tries a code of the app, or a recovery code. It counts like a login, and is used up.")
    int verify(
            @Parameters(paramLabel = "USER", description = "The user.") String user,
            @Parameters(
                            paramLabel = "CODE",
                            arity = "0..1",
                            description = "The code; without it, it is read from standard input.")
                    Optional<String> code)
            throws IOException {
        JsonObject given = new JsonObject();
        given.addProperty("code", code.isPresent() ? code.get() : ask(user));
        String text = session.platform().text(json("POST", path(user) + "/verify", given));
        if (session.json()) {
            session.print(text.strip());
        } else {
            session.print("The code is good: " + user + " has shown "
                    + (Doc.parse(text).text("factor").equals("recovery") ? "a recovery code." : "the app."));
        }
        return Exit.OK;
    }

    private String ask(String user) throws IOException {
        if (session.terminal().look().live()) {
            session.note("Code of " + user + ":");
        }
        byte[] line = new byte[LONGEST_CODE];
        int length = 0;
        for (int c = session.terminal().in().read();
                c >= 0 && c != '\n' && length < line.length;
                c = session.terminal().in().read()) {
            line[length++] = (byte) c;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8).strip();
    }

    private static void write(Path file, String base64) {
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(java.nio.ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
        } catch (IOException e) {
            throw CommandException.machine("The user is enrolled, but the QR code could not be written to " + file
                    + " (" + e.getClass().getSimpleName() + "): reset the user and enrol again with another file.");
        }
    }

    private static Request json(String method, String path, JsonObject body) {
        return Request.of(method, path, Body.of(body.toString())).with("Content-Type", "application/json");
    }

    private static String path(String user) {
        return "/two-factor/users/" + Platform.encoded(user);
    }
}
