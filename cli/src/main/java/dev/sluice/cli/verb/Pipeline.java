package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Multipart;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.terminal.PassingLine;
import dev.sluice.cli.terminal.Pictures;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what becomes of pipelines, and how they stand. */
@Command(
        name = "pipeline",
        synopsisSubcommandLabel =
                "(plan | run | batches | retry | rerun | pause | resume | parked | discard | status | watch)",
        description = "Shows what becomes of a pipeline and how it stands, and sends batches into it.")
public final class Pipeline {

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** How long a batch waits for a pipeline that has been applied a moment ago. */
    private static final Duration START = Duration.ofSeconds(30);

    private final Session session;

    public Pipeline(Session session) {
        this.session = session;
    }

    @Command(
            name = "plan",
            description =
                    "Checks the document of a pipeline and shows its stages, without applying it. Those that run in another"
                            + " stage are done in its transaction, and cost no hop. If there is a pipeline of that name, it"
                            + " shows what becomes of each of its stages too.")
    int plan(
            @Parameters(paramLabel = "FILE", description = "The document, in YAML or JSON.") Path file,
            @Option(names = "--mermaid", description = "As a flowchart in Mermaid, for pages that draw it.")
                    boolean mermaid,
            @Option(names = "--svg", description = "As a picture in SVG.") boolean svg) {
        String text = session.platform()
                .text(Request.of("POST", "/pipelines/plan", Body.of(read(file)))
                        .with("Content-Type", "application/yaml"));
        Doc plan = Doc.parse(text);
        if (session.json()) {
            session.print(text.strip());
        } else if (mermaid || svg) {
            session.print(plan.text(mermaid ? "mermaid" : "svg").strip());
        } else {
            print(plan);
        }
        return Exit.OK;
    }

    @Command(
            name = "status",
            description = "Shows how the stages of a pipeline stand, at the gateway that is asked: IN and OUT are items"
                    + " since it runs there, and WAITING those that it is not done with.")
    int status(@Parameters(paramLabel = "PIPELINE", description = "The pipeline.") String name) {
        if (session.json()) {
            session.print(session.platform().text(standing(name)).strip());
        } else {
            drawn(name, new PipelinePicture()).forEach(session::print);
        }
        return Exit.OK;
    }

    @Command(
            name = "watch",
            description = "The same again and again, with the rate of each stage, until it is interrupted.")
    int watch(
            @Parameters(paramLabel = "PIPELINE", description = "The pipeline.") String name,
            @Option(
                            names = {"-i", "--interval"},
                            paramLabel = "SECONDS",
                            defaultValue = "1",
                            description = "Time between two pictures, 0.1 to 3600. Default: 1.")
                    double interval,
            @Option(
                            names = {"-n", "--count"},
                            paramLabel = "N",
                            description = "Ends after so many pictures.")
                    Optional<Long> count)
            throws InterruptedException {
        Pictures pictures = new Pictures(interval, count.orElse(Long.MAX_VALUE));
        if (!pictures.makesSense()) {
            throw CommandException.usage("--interval is 0.1 to 3600 seconds, and --count 1 or more.");
        }
        PipelinePicture picture = new PipelinePicture();
        pictures.show(session.terminal(), () -> drawn(name, picture));
        return Exit.OK;
    }

    private List<String> drawn(String name, PipelinePicture picture) {
        Doc status = session.platform().read(standing(name));
        return picture.of(name, status, System.nanoTime(), session.terminal());
    }

    private static Request standing(String name) {
        return Request.get("/documents/pipeline/" + Platform.encoded(name) + "/status");
    }

    @Command(
            name = "run",
            description =
                    "Sends a batch into a pipeline: a file of lines of JSON, each of which is an item, or files that are"
                            + " items. Under a name of yours it can be sent again after a cut: what is stored is taken once."
                            + " Without a file it begins a batch of a pipeline whose items a function lists.")
    int run(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "The items, in NDJSON; none without it, as where a function lists them.")
                    @Nullable
                    Path file,
            @Option(
                            names = "--part",
                            paramLabel = "FILE",
                            description =
                                    "A file that is an item, of any kind, 64 MiB at most; may be given several times. Its name"
                                            + " is event.subject.")
                    @Nullable
                    List<Path> parts,
            @Option(
                            names = "--batch",
                            paramLabel = "BATCH",
                            description = "What the batch is called; a new name without it.")
                    @Nullable
                    String batch,
            @Option(
                            names = "--id-field",
                            paramLabel = "FIELD",
                            description =
                                    "By what items are known, so that each is taken once in whatever order it is sent: a"
                                            + " field, as in /order/id, or an expression, as in event.data.order.id. Their"
                                            + " numbers without it, unless the document says otherwise.")
                    @Nullable
                    String idField,
            @Option(
                            names = "--wait",
                            description = "Waits until nothing of it is under way; fails if items have failed.")
                    boolean wait)
            throws InterruptedException {
        String all = batchesOf(name);
        boolean listed = file == null && parts == null;
        if (listed && (batch != null || idField != null)) {
            throw CommandException.usage(
                    (batch != null ? "--batch" : "--id-field") + " is for the items of a file: add --file.");
        }
        if (file != null && parts != null) {
            throw CommandException.usage("--file has items in it, and --part is one: give either.");
        }
        Multipart form = new Multipart();
        if (parts != null) {
            parts.forEach(part -> add(form, part));
        }
        Body items = parts != null ? form.body() : file == null ? Body.NONE : items(file);
        awaitStart(name);
        Optional<String> id = Optional.ofNullable(idField);
        Request request = batch == null
                ? Request.of("POST", new Query().with("id", id).of(all), items)
                : Request.of(
                        "PUT",
                        new Query().with("close", "true").with("id", id).of(all + "/" + Platform.encoded(batch)),
                        items);
        Doc stored = session.platform()
                .read(request.with("Content-Type", parts == null ? "application/x-ndjson" : form.contentType())
                        .waiting(Duration.ZERO));
        if (!wait) {
            shown(
                    stored,
                    "Batch " + stored.text("id")
                            + (listed ? " is begun." : " has " + stored.count("stored") + " items."));
            return Exit.OK;
        }
        return over(all + "/" + Platform.encoded(stored.text("id")));
    }

    private static void add(Multipart form, Path part) {
        try {
            String type =
                    URLConnection.guessContentTypeFromName(part.getFileName().toString());
            form.file("item", part, type == null ? "application/octet-stream" : type, _ -> {});
        } catch (IOException e) {
            throw CommandException.unreadable(part, e);
        }
    }

    private static Body items(Path file) {
        try {
            return Body.of(file);
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }

    /** Until it runs, or the platform is to say why it does not. */
    private void awaitStart(String name) throws InterruptedException {
        long until = System.nanoTime() + START.toNanos();
        String told = "";
        Doc status = session.platform().read(standing(name));
        while (status.text("state").equals("waiting") && System.nanoTime() < until) {
            if (!status.text("detail").equals(told) && !session.json()) {
                told = status.text("detail");
                session.note("The pipeline does not run yet: " + Terminal.harmless(told));
            }
            Thread.sleep(PAUSE);
            status = session.platform().read(standing(name));
        }
    }

    private static String batchesOf(String name) {
        return "/pipelines/" + Platform.encoded(name) + "/batches";
    }

    private void shown(Doc answer, String sentence) {
        session.print(session.json() ? answer.pretty() : sentence);
    }

    private int over(String path) {
        PassingLine line = new PassingLine(session.terminal());
        Doc batch;
        try {
            batch = new Followed(session, path, "the batch goes on without it: ./sluice pipeline batches shows it")
                    .toItsEnd(event -> draw(Doc.parse(event.data()), line));
        } finally {
            line.clear();
        }
        shown(batch, sentence(batch));
        tellFailures(batch);
        return batch.text("state").equals("done") ? Exit.OK : Exit.FAILED;
    }

    private void draw(Doc batch, PassingLine line) {
        String now = (isPaused(batch) ? "paused, " : "") + batch.count("stored") + " items, " + batch.count("underWay")
                + " under way, " + batch.count("failed") + " failed" + progress(batch);
        if (line.isWatched()) {
            line.draw(now);
        } else if (!session.json()) {
            session.note(now);
        }
    }

    /** How fast it goes, and how long that takes; nothing where that is not known. */
    private static String progress(Doc batch) {
        if (!batch.has("rate")) {
            return "";
        }
        String rate = ", " + Units.rate(Double.parseDouble(batch.text("rate")));
        return batch.has("timeLeft")
                ? rate + ", " + Units.span(Duration.ofSeconds(batch.count("timeLeft"))) + " left"
                : rate;
    }

    private static boolean isPaused(Doc batch) {
        return batch.text("paused").equals("true");
    }

    private static String state(Doc batch) {
        String again =
                batch.has("rerunOf") ? ", a re-run of " + batch.text("rerunOf") + " from " + batch.text("from") : "";
        return batch.text("state") + (isPaused(batch) ? ", paused" : "") + again;
    }

    private static String sentence(Doc batch) {
        return "Batch " + batch.text("id") + " is " + state(batch) + ": " + batch.count("stored") + " items, "
                + batch.count("failed") + " failed"
                + (batch.has("endedAt") ? "" : ", " + batch.count("underWay") + " under way") + progress(batch) + "."
                + editions(batch.doc("editions"));
    }

    private static String editions(Doc editions) {
        return editions.names().stream()
                .map(join -> " '" + join + "' has opened " + editions.count(join)
                        + (editions.count(join) == 1 ? " time." : " times."))
                .collect(Collectors.joining());
    }

    private void tellFailures(Doc batch) {
        if (session.json() || batch.docs("failures").isEmpty()) {
            return;
        }
        Table table = new Table("FAILED", "AT", "WHY");
        for (Doc failure : batch.docs("failures")) {
            table.row(
                    Terminal.harmless(failure.text("id")),
                    Terminal.harmless(failure.text("stage")),
                    Terminal.harmless(failure.text("reason")));
        }
        table.print(session.terminal());
    }

    @Command(name = "batches", description = "Shows how the batches of a pipeline stand, or one of them.")
    int batches(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "BATCH", arity = "0..1", description = "One batch.") @Nullable String batch) {
        if (batch != null) {
            Doc one = session.platform().read(Request.get(batchesOf(name) + "/" + Platform.encoded(batch)));
            shown(one, sentence(one));
            tellFailures(one);
            return Exit.OK;
        }
        Doc all = session.platform().read(Request.get(batchesOf(name)));
        if (session.json()) {
            session.print(all.pretty());
        } else if (all.docs("batches").isEmpty()) {
            session.print("There are no batches.");
        } else {
            Table table = new Table("BATCH", "STATE", "ITEMS", "UNDER WAY", "FAILED", "SINCE");
            for (Doc each : all.docs("batches")) {
                table.row(
                        Terminal.harmless(each.text("id")),
                        state(each),
                        Long.toString(each.count("stored")),
                        Long.toString(each.count("underWay")),
                        Long.toString(each.count("failed")),
                        each.text("openedAt"));
            }
            table.print(session.terminal());
        }
        return Exit.OK;
    }

    @Command(
            name = "retry",
            description =
                    "Has what has failed of a batch tried again, each item at the stage at which it did; or, with --parked,"
                            + " the items of parked keys in their order.")
    int retry(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "BATCH", arity = "0..1", description = "The batch.") @Nullable String batch,
            @Option(
                            names = "--parked",
                            description = "Parked keys instead of a batch; all, unless --stage or --key is given.")
                    boolean parked,
            @Option(names = "--stage", paramLabel = "STAGE", description = "Those that are parked at this stage.")
                    Optional<String> stage,
            @Option(names = "--key", paramLabel = "KEY", description = "This key alone.") Optional<String> key) {
        if (parked == (batch != null)) {
            throw CommandException.usage("Name a batch, or say --parked: one of them is what is tried again.");
        }
        if (batch == null) {
            Doc going = session.platform()
                    .read(Request.of(
                            "POST",
                            new Query().with("stage", stage).with("key", key).of(parkedOf(name) + "/retry"),
                            Body.NONE));
            shown(going, going.count("keys") + " keys go on, with " + going.count("items") + " items.");
            return Exit.OK;
        }
        if (stage.isPresent() || key.isPresent()) {
            throw CommandException.usage("--stage and --key are of parked keys: say --parked instead of a batch.");
        }
        Doc before = session.platform()
                .read(Request.of("POST", batchesOf(name) + "/" + Platform.encoded(batch) + "/retry", Body.NONE));
        shown(before, "Batch " + batch + " goes on: of its items " + before.count("failed") + " had failed.");
        return Exit.OK;
    }

    @Command(
            name = "parked",
            description =
                    "Shows the parked keys of a pipeline: what has failed of each, and how many items wait with it.")
    int parked(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Option(names = "--stage", paramLabel = "STAGE", description = "Those that are parked at this stage.")
                    Optional<String> stage) {
        Doc all = session.platform()
                .read(Request.get(new Query().with("stage", stage).of(parkedOf(name))));
        if (session.json()) {
            session.print(all.pretty());
        } else if (all.docs("parked").isEmpty()) {
            session.print("No key is parked.");
        } else {
            Table table = new Table("STAGE", "KEY", "STATE", "ITEMS", "SINCE", "FAILED", "WHY");
            for (Doc each : all.docs("parked")) {
                table.row(
                        each.text("stage"),
                        Terminal.harmless(each.text("key")),
                        each.text("state"),
                        Long.toString(each.count("items")),
                        each.text("since"),
                        Terminal.harmless(each.text("item")),
                        Terminal.harmless(each.text("reason")));
            }
            table.print(session.terminal());
            long more = all.count("keys") - all.docs("parked").size();
            if (more > 0) {
                session.print("and " + more + " more");
            }
        }
        return Exit.OK;
    }

    @Command(
            name = "discard",
            description = "Has the failed item of a parked key become a dead letter; those behind it go on.")
    int discard(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "STAGE", description = "The stage at which the key is parked.") String stage,
            @Parameters(paramLabel = "KEY", description = "The key.") String key,
            @Parameters(paramLabel = "ITEM", description = "The id of the item that has failed.") String item) {
        Doc before = session.platform()
                .read(Request.of(
                        "POST",
                        new Query()
                                .with("stage", stage)
                                .with("key", key)
                                .with("item", item)
                                .of(parkedOf(name) + "/discard"),
                        Body.NONE));
        shown(before, "The item " + item + " is given up, and " + (before.count("items") - 1) + " behind it go on.");
        return Exit.OK;
    }

    private static String parkedOf(String name) {
        return "/pipelines/" + Platform.encoded(name) + "/parked";
    }

    @Command(
            name = "rerun",
            description =
                    "Begins another batch with what one that is over had at a stage that keeps it, and does anew what stands"
                            + " behind that, by the functions as they are now.")
    int rerun(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "BATCH", description = "The batch.") String batch,
            @Option(
                            names = "--from",
                            paramLabel = "STAGE",
                            required = true,
                            description = "The stage, which says 'keep' in the document.")
                    String from,
            @Option(
                            names = "--as",
                            paramLabel = "BATCH",
                            description =
                                    "What the other batch is called, so that the same is done once however often it is asked for;"
                                            + " a name is made for it without this.")
                    @Nullable
                    String as,
            @Option(
                            names = "--wait",
                            description = "Waits until nothing of it is under way; fails if items have failed.")
                    boolean wait) {
        String all = batchesOf(name);
        Doc other = session.platform()
                .read(Request.of(
                        "POST",
                        new Query()
                                .with("from", from)
                                .with("as", Optional.ofNullable(as))
                                .of(all + "/" + Platform.encoded(batch) + "/rerun"),
                        Body.NONE));
        if (wait) {
            return over(all + "/" + Platform.encoded(other.text("id")));
        }
        shown(other, "Batch " + other.text("id") + " does anew what " + batch + " had at " + from + ".");
        return Exit.OK;
    }

    @Command(
            name = "pause",
            description =
                    "Has no call begin any more with items of a batch, until it is resumed. Calls that have begun end, and"
                            + " other batches go on.")
    int pause(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "BATCH", description = "The batch.") String batch) {
        return changed(name, batch, "pause");
    }

    @Command(name = "resume", description = "Has a paused batch go on.")
    int resume(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "BATCH", description = "The batch.") String batch) {
        return changed(name, batch, "resume");
    }

    private int changed(String name, String batch, String verb) {
        Doc now = session.platform()
                .read(Request.of("POST", batchesOf(name) + "/" + Platform.encoded(batch) + "/" + verb, Body.NONE));
        shown(now, sentence(now));
        return Exit.OK;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }

    private static String way(String guarantee) {
        return guarantee.equals("at-least-once")
                ? " commits at most, without transactions: what comes of it can be seen twice, with the same id."
                : " transactions at most.";
    }

    private void print(Doc plan) {
        Doc change = plan.doc("change");
        Map<String, Doc> changes = new LinkedHashMap<>();
        change.docs("stages").forEach(stage -> changes.put(stage.text("name"), stage));
        List<String> titles = new ArrayList<>(List.of("STAGE", "IS", "READS", "RUNS IN", "TOPIC"));
        if (plan.has("change")) {
            titles.add(1, "BECOMES");
        }
        Table table = new Table(titles.toArray(String[]::new));
        Map<String, Doc> gone = new LinkedHashMap<>(changes);
        for (Doc stage : plan.docs("stages")) {
            row(
                    table,
                    Optional.ofNullable(gone.remove(stage.text("name"))),
                    stage,
                    String.join(", ", stage.texts("from")),
                    String.join(", ", stage.texts("runsIn")),
                    stage.text("topic"));
        }
        gone.values().forEach(stage -> row(table, Optional.of(stage), stage, "", "", ""));
        table.print(session.terminal());
        session.print("An item goes through " + plan.text("longestWay") + way(plan.text("guarantee")));
        plan.docs("stages").stream()
                .filter(stage -> !stage.text("keeps").isEmpty())
                .forEach(stage -> session.print(Terminal.harmless(stage.text("name") + ": " + stage.text("keeps"))));
        changes.forEach((name, stage) -> {
            if (!stage.text("detail").isEmpty()) {
                session.print(Terminal.harmless(name + ": " + stage.text("detail")));
            }
        });
        if (!change.texts("refusals").isEmpty()) {
            session.print(Terminal.harmless("It would be refused now. " + String.join(" ", change.texts("refusals"))));
        }
    }

    private static void row(Table table, Optional<Doc> change, Doc stage, String reads, String runsIn, String topic) {
        List<String> cells = new ArrayList<>(List.of(stage.text("name"), stage.text("is"), reads, runsIn, topic));
        change.ifPresent(told -> cells.add(1, told.text("becomes")));
        table.row(cells.toArray(String[]::new));
    }
}
