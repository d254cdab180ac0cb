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
import dev.sluice.cli.terminal.Pictures;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what becomes of pipelines, and how they stand. */
@Command(
        name = "pipeline",
        synopsisSubcommandLabel =
                "(plan | run | batches | retry | rerun | pause | resume | cancel | parked | discard | status | watch)",
        description = "Shows what becomes of a pipeline and how it stands, and sends batches into it.")
public final class Pipeline {

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** How long a batch waits for a pipeline that has been applied a moment ago. */
    private static final Duration START = Duration.ofSeconds(30);

    private final Session session;
    private final BatchPicture batches;

    public Pipeline(Session session) {
        this.session = session;
        this.batches = new BatchPicture(session);
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
            new PlanPicture(session).show(plan);
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
            batches.shown(
                    stored,
                    "Batch " + stored.text("id")
                            + (listed ? " is begun." : " has " + stored.count("stored") + " items."));
            return Exit.OK;
        }
        return batches.follow(all + "/" + Platform.encoded(stored.text("id")));
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

    @Command(name = "batches", description = "Shows how the batches of a pipeline stand, or one of them.")
    int batches(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "BATCH", arity = "0..1", description = "One batch.") @Nullable String batch) {
        if (batch != null) {
            Doc one = session.platform().read(Request.get(batchesOf(name) + "/" + Platform.encoded(batch)));
            batches.show(one);
            return Exit.OK;
        }
        batches.list(session.platform().read(Request.get(batchesOf(name))));
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
            batches.shown(going, going.count("keys") + " keys go on, with " + going.count("items") + " items.");
            return Exit.OK;
        }
        if (stage.isPresent() || key.isPresent()) {
            throw CommandException.usage("--stage and --key are of parked keys: say --parked instead of a batch.");
        }
        Doc before = session.platform()
                .read(Request.of("POST", batchesOf(name) + "/" + Platform.encoded(batch) + "/retry", Body.NONE));
        batches.shown(before, "Batch " + batch + " goes on: of its items " + before.count("failed") + " had failed.");
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
        batches.shown(
                before, "The item " + item + " is given up, and " + (before.count("items") - 1) + " behind it go on.");
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
            return batches.follow(all + "/" + Platform.encoded(other.text("id")));
        }
        batches.shown(other, "Batch " + other.text("id") + " does anew what " + batch + " had at " + from + ".");
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

    @Command(
            name = "cancel",
            description = "Gives a batch up: what of it is under way ends, no join opens, and then it is failed.")
    int cancel(
            @Parameters(paramLabel = "NAME", description = "The pipeline.") String name,
            @Parameters(paramLabel = "BATCH", description = "The batch.") String batch) {
        Doc given = session.platform()
                .read(Request.of("DELETE", batchesOf(name) + "/" + Platform.encoded(batch), Body.NONE));
        batches.shown(given, "Batch " + batch + " is given up; what of it is under way ends.");
        return Exit.OK;
    }

    private int changed(String name, String batch, String verb) {
        Doc now = session.platform()
                .read(Request.of("POST", batchesOf(name) + "/" + Platform.encoded(batch) + "/" + verb, Body.NONE));
        batches.tell(now);
        return Exit.OK;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }
}
