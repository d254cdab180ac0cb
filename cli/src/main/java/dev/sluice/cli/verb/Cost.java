package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what functions cost, and from how many calls on something that is always there is cheaper. */
@Command(
        name = "cost",
        description =
                "Shows what functions cost for a call and for a month, from how many calls on an instance or a"
                        + " machine that is always there is cheaper, and whether they are kept as long as their calls are apart.")
public final class Cost implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The function. Default: all that were called.")
    Optional<String> name = Optional.empty();

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "A table of prices in YAML or JSON. Default: that of the platform.")
    Optional<Path> prices = Optional.empty();

    public Cost(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String text = session.platform().text(request());
        Doc answer = Doc.parse(text);
        List<Doc> functions = answer.docs("functions").stream()
                .filter(function -> name.isEmpty() || function.text("name").equals(name.get()))
                .toList();
        if (session.json()) {
            session.print(name.isEmpty() ? text.strip() : only(functions, answer));
        } else if (functions.isEmpty()) {
            session.print(
                    name.map(wanted -> "Nothing is metered of '" + wanted + "'").orElse("Nothing is metered")
                            + ": no function was called at this gateway since it started.");
        } else {
            print(answer, functions);
        }
        return Exit.OK;
    }

    private static String only(List<Doc> functions, Doc answer) {
        JsonObject whole = answer.json().deepCopy();
        JsonArray asked = new JsonArray();
        functions.forEach(function -> asked.add(function.json()));
        whole.add("functions", asked);
        return whole.toString();
    }

    private Request request() {
        if (prices.isEmpty()) {
            return Request.get("/cost");
        }
        try {
            return Request.of("POST", "/cost", Body.of(prices.get())).with("Content-Type", "application/yaml");
        } catch (IOException e) {
            throw new CommandException(
                    Exit.USAGE, "The table of prices " + prices.get() + " cannot be read: " + e.getMessage());
        }
    }

    private void print(Doc answer, List<Doc> functions) {
        Table table = new Table(
                "FUNCTION",
                "CALLS",
                "COLD",
                "A CALL",
                "A MONTH",
                "IDLE",
                "minInstances: 1",
                "FROM CALLS",
                "MACHINE",
                "FROM CALLS",
                "FROM INSTANCES");
        for (Doc function : functions) {
            Doc month = function.doc("month");
            Doc one = function.doc("minInstances");
            Doc machine = function.doc("machine");
            table.row(
                    function.text("name"),
                    function.text("calls"),
                    function.text("coldStarts"),
                    plain(function.text("perCall")),
                    plain(month.text("byRequest")),
                    plain(month.text("idle")),
                    plain(one.text("month")),
                    one.has("fromCalls") ? one.text("fromCalls") : "never",
                    plain(machine.text("month")),
                    machine.has("fromCalls") ? machine.text("fromCalls") : "never",
                    machine.has("fromInstances") ? machine.text("fromInstances") : "never");
        }
        table.print(session.terminal());
        session.print("In " + Terminal.harmless(answer.text("currency")) + ", by prices of "
                + Terminal.harmless(answer.text("date")) + from(answer.text("source"))
                + ". A month is 730 hours in which calls come as they did since the function was first called here.");
        for (Doc function : functions) {
            if (function.has("advice")) {
                session.print(Terminal.harmless(function.text("name") + ": " + function.text("advice")));
            }
        }
    }

    private static String from(String source) {
        return source.isEmpty() ? "" : " (" + Terminal.harmless(source) + ")";
    }

    /** An amount without an exponent. */
    static String plain(String number) {
        return new BigDecimal(number).toPlainString();
    }
}
