package dev.sluice.cli.verb;

import dev.sluice.cli.api.BrokerLine;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.Pictures;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the pools as they are, again and again. */
@Command(
        name = "top",
        description = "Shows runners, instances, queues and memory, again and again; or the processes of a function.")
public final class Top implements Callable<Integer> {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Session session;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "A function, or one of its instances: shows each of its processes instead.")
    String name = "";

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "SECONDS",
            description = "Time between two pictures, 0.1 to 3600. Default: 2.")
    double interval = 2;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "Ends after so many pictures.")
    long count = Long.MAX_VALUE;

    @Option(
            names = {"-1", "--once"},
            description = "One picture; also where output is no terminal.")
    boolean once;

    public Top(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Pictures pictures = new Pictures(interval, count);
        if (!pictures.makesSense()) {
            throw CommandException.usage("--interval is 0.1 to 3600 seconds, and --count 1 or more.");
        }
        Terminal terminal = session.terminal();
        if (session.json()) {
            session.print(json());
        } else if (once) {
            picture().forEach(terminal::print);
        } else {
            pictures.show(terminal, this::picture);
        }
        return Exit.OK;
    }

    private String json() {
        return name.isEmpty()
                ? session.platform().text(Request.get("/pool")).strip()
                : new Processes(session.platform()).json(name);
    }

    private List<String> picture() {
        return name.isEmpty() ? pools() : new Processes(session.platform()).picture(name, session.terminal());
    }

    private List<String> pools() {
        Doc pool = session.platform().read(Request.get("/pool"));
        Terminal terminal = session.terminal();
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold("Sluice") + " at " + session.platform().url() + "  "
                + LocalTime.now(ZoneId.systemDefault()).format(CLOCK));
        lines.add("");
        lines.addAll(warm(pool.docs("warm")).lines(terminal));
        lines.add("");
        String broker = BrokerLine.of(pool);
        if (!broker.isEmpty()) {
            lines.add(broker);
            lines.add("");
        }
        List<Doc> functions = pool.docs("functions");
        lines.addAll(
                functions.isEmpty()
                        ? List.of("No function has an instance, or waits for one.")
                        : functions(functions).lines(terminal));
        addPart(lines, CachesView.lines(pool.doc("caches"), terminal));
        addPart(lines, QueuesView.lines(pool.doc("workQueues"), terminal));
        addPart(lines, OwnedView.lines(pool.doc("owned"), terminal));
        return lines;
    }

    private static void addPart(List<String> lines, List<String> part) {
        if (!part.isEmpty()) {
            lines.add("");
            lines.addAll(part);
        }
    }

    private static Table warm(List<Doc> pools) {
        Table table = new Table("WARM POOL", "MEMORY LIMIT", "READY", "STARTING", "WANTED", "MEMORY");
        for (Doc pool : pools) {
            table.row(
                    pool.text("runtime"),
                    pool.text("memory"),
                    pool.text("ready"),
                    pool.text("starting"),
                    pool.text("wanted"),
                    Describe.memory(pool));
        }
        return table;
    }

    private static Table functions(List<Doc> functions) {
        Table table = new Table("FUNCTION", "INSTANCES", "CALLS", "QUEUED", "STARTING", "MEMORY", "A MONTH", "TROUBLE");
        Comparator<Doc> busiest = Comparator.comparingLong((Doc f) -> sum(f, "inFlight") + f.count("queued"))
                .reversed();
        for (Doc function : functions.stream()
                .sorted(busiest.thenComparing(f -> f.text("name")))
                .toList()) {
            Doc trouble = function.doc("trouble");
            table.row(
                    function.text("name"),
                    instances(function),
                    "" + sum(function, "inFlight"),
                    function.text("queued"),
                    function.text("starting"),
                    Units.bytes(sum(function, "memoryBytes")),
                    month(function.doc("cost")),
                    trouble.names().isEmpty()
                            ? ""
                            : Units.counted(trouble.count("crashes"), "crash", "crashes") + ": "
                                    + trouble.text("last"));
        }
        return table;
    }

    /** What a month costs that goes on as it was, as {@code cost} tells it. */
    private static String month(Doc cost) {
        return cost.has("byRequest") ? Cost.plain(cost.text("byRequest")) + " " + cost.text("currency") : "-";
    }

    /** How many there are, and of how many shards. */
    private static String instances(Doc function) {
        List<Doc> instances = function.docs("instances");
        long shards = instances.stream()
                .mapToLong(each -> each.doc("shard").count("count"))
                .max()
                .orElse(0);
        return instances.size() + (shards == 0 ? "" : " of " + Units.counted(shards, "shard", "shards"));
    }

    private static long sum(Doc function, String member) {
        return function.docs("instances").stream()
                .mapToLong(instance -> instance.count(member))
                .sum();
    }
}
