package dev.sluice.cli.verb;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Units;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes tokens of a namespace, lists and revokes them. */
@Command(
        name = "token",
        synopsisSubcommandLabel = "(create | list | revoke)",
        description = "Makes tokens that open one namespace, and ends them. Needs the admin token.")
public final class Token {

    private final Session session;

    public Token(Session session) {
        this.session = session;
    }

    /** What a token opens. */
    enum Scope {
        invoke,
        manage
    }

    @Command(name = "create", description = "Makes a token and prints it. Nobody can see it again.")
    int create(
            @Parameters(paramLabel = "NAME", description = "What it is called.") String name,
            @Option(
                            names = "--scope",
                            paramLabel = "invoke|manage",
                            defaultValue = "invoke",
                            description =
                                    "What it opens: calls of functions that want a token, or managing the namespace too. Default: ${DEFAULT-VALUE}.")
                    Scope scope) {
        JsonObject wanted = new JsonObject();
        wanted.addProperty("name", name);
        wanted.addProperty("scope", scope.name());
        Body body = Body.of(wanted.toString().getBytes(StandardCharsets.UTF_8));
        String text =
                session.platform().text(Request.of("POST", "/tokens", body).with("Content-Type", "application/json"));
        session.print(session.json() ? text.strip() : Doc.parse(text).text("token"));
        return Exit.OK;
    }

    @Command(name = "list", aliases = "ls", description = "Lists tokens: their names, what they open, and their ages.")
    int list() {
        String text = session.platform().text(Request.get("/tokens"));
        Doc answer = Doc.parse(text);
        if (session.json()) {
            session.print(text.strip());
        } else if (answer.docs("tokens").isEmpty()) {
            session.print("No token yet. Make one: ./sluice token create NAME");
        } else {
            Table table = new Table("NAME", "SCOPE", "AGE");
            Instant now = Instant.now();
            for (Doc token : answer.docs("tokens")) {
                table.row(token.text("name"), token.text("scope"), Units.age(token.text("createdAt"), now));
            }
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(name = "revoke", aliases = "rm", description = "Ends a token at once and for good.")
    int revoke(@Parameters(paramLabel = "NAME", description = "The token.") String name) {
        session.platform().text(Request.of("DELETE", "/tokens/" + Platform.encoded(name), Body.NONE));
        if (!session.json()) {
            session.print("Token " + name + " is revoked.");
        }
        return Exit.OK;
    }
}
