package dev.sluice.cli.demo;

import dev.sluice.cli.api.CallTimes;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Problem;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Multipart;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.start.GatewaySettings;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Deploys each example and calls it: first cold, then warm until its time has settled. */
final class Tour {

    private static final int WARM_CALLS = 50;
    private static final Duration WARM_TIME = Duration.ofSeconds(3);
    private static final Duration REST = Duration.ofSeconds(10);
    private static final long REST_PAUSE_MILLIS = 50;

    /** Calls of this client to warm itself, so that the times are the platform's and not of a client that has just started. */
    private static final int OWN_REHEARSAL = 30;

    private final Terminal terminal;
    private final Platform platform;
    private final Curl curl;
    private final AnswerView view;

    Tour(Terminal terminal, Path root, GatewaySettings settings) {
        this.terminal = terminal;
        this.platform = settings.platform();
        this.curl = new Curl(root, settings.url());
        this.view = new AnswerView(
                root.resolve("target/demo"), Math.min(100, terminal.look().width() - 4));
    }

    void show(List<DemoExample> examples) throws IOException, InterruptedException {
        for (int i = 0; i < OWN_REHEARSAL; i++) {
            platform.call(Request.get("/version")).complete();
        }
        Table summary = new Table("FUNCTION", "COLD CALL", "OF WHICH START", "WARM CALL", "OF WHICH RUN");
        for (DemoExample example : examples) {
            terminal.print("");
            terminal.print(terminal.bold(example.name()) + ": " + example.description());
            deploy(example);
            awaitRest(example);
            call(example, summary);
        }
        terminal.print("");
        summary.print(terminal);
        terminal.print("");
    }

    private void deploy(DemoExample example) throws IOException {
        command(curl.deploy(example));
        long started = System.nanoTime();
        Doc answer = platform.read(upload(example));
        answer("version " + answer.text("version") + " is live: " + answer.text("description"));
        terminal.print(terminal.dim("    deployed in " + Units.millis((System.nanoTime() - started) / 1e6)
                + ", of which starting it once to check it " + Units.millis(answer.count("specialiseMillis"))));
    }

    private static Request upload(DemoExample example) throws IOException {
        Multipart parts = new Multipart();
        example.spec().forEach(parts::field);
        parts.file("code", example.jar(), sent -> {});
        return Request.of("PUT", "/functions/" + example.name(), parts.body())
                .with("Content-Type", parts.contentType());
    }

    /**
     * Blocks until the instance that checked the version has ended and runners wait again, so that the next call is cold and
     * nothing else happens meanwhile; not for ever.
     */
    private void awaitRest(DemoExample example) throws InterruptedException {
        long deadline = System.nanoTime() + REST.toNanos();
        while (System.nanoTime() < deadline && !rests(example)) {
            Thread.sleep(REST_PAUSE_MILLIS);
        }
    }

    private boolean rests(DemoExample example) {
        return platform.read(Request.get("/functions/" + example.name()))
                        .docs("instances")
                        .isEmpty()
                && platform.read(Request.get("/pool")).docs("warm").stream()
                        .allMatch(pool -> pool.count("starting") == 0 && pool.count("ready") >= pool.count("wanted"));
    }

    private void call(DemoExample example, Table summary) throws IOException {
        command(curl.call(example));
        Request request = request(example);
        Timed first = timed(request, example);
        if (example.expects() >= 400) {
            answer(first.answer().status() + ", as it should be:");
            Problem.read(first.answer()).lines(terminal).forEach(this::answer);
            return;
        }
        view.lines(example, first.answer()).forEach(this::answer);
        List<CallTimes> warm = new ArrayList<>();
        long deadline = System.nanoTime() + WARM_TIME.toNanos();
        for (int i = 0; i < WARM_CALLS && (warm.isEmpty() || System.nanoTime() < deadline); i++) {
            warm.add(timed(request, example).times());
        }
        tell(example, first.times(), warm, summary);
    }

    private void tell(DemoExample example, CallTimes first, List<CallTimes> warm, Table summary) {
        double wall = median(warm, call -> OptionalDouble.of(call.wall())).orElse(0);
        terminal.print(terminal.dim("    first call ")
                + terminal.cyan(first.cold() ? "cold " : "warm ")
                + Units.millis(first.wall())
                + parts(first)
                + terminal.dim(", then ")
                + terminal.green("warm ")
                + Units.millis(wall)
                + terminal.dim(" (median of " + warm.size() + ")"));
        summary.row(
                example.name(),
                first.cold() ? Units.millis(first.wall()) : "was warm",
                shown(first.start()),
                Units.millis(wall),
                shown(median(warm, CallTimes::run)));
    }

    private String parts(CallTimes times) {
        List<String> parts = new ArrayList<>();
        times.queue().ifPresent(ms -> parts.add("queue " + Units.millis(ms)));
        times.start().ifPresent(ms -> parts.add("start " + Units.millis(ms)));
        times.run().ifPresent(ms -> parts.add("run " + Units.millis(ms)));
        return parts.isEmpty() ? "" : terminal.dim(" (" + String.join(", ", parts) + ")");
    }

    private static Request request(DemoExample example) throws IOException {
        DemoExample.Call call = example.call();
        Body body = call.file().isPresent() ? Body.of(call.file().get()) : Body.of(call.text());
        Request request = Request.of(call.method(), "/function/" + example.name() + call.path(), body);
        return call.contentType().isPresent()
                ? request.with("Content-Type", call.contentType().get())
                : request;
    }

    private Timed timed(Request request, DemoExample example) throws IOException {
        long started = System.nanoTime();
        Response answer = platform.call(request).complete();
        CallTimes times = CallTimes.of(answer, System.nanoTime() - started);
        if (answer.status() != example.expects()) {
            throw new ProblemException(Problem.read(answer));
        }
        return new Timed(answer, times);
    }

    private record Timed(Response answer, CallTimes times) {}

    private static OptionalDouble median(List<CallTimes> calls, Function<CallTimes, OptionalDouble> of) {
        double[] values = calls.stream()
                .map(of)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sorted()
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(values[values.length / 2]);
    }

    private static String shown(OptionalDouble millis) {
        return millis.isPresent() ? Units.millis(millis.getAsDouble()) : "";
    }

    private void command(String line) {
        terminal.print(terminal.dim("  $ ") + line);
    }

    private void answer(String line) {
        terminal.print("    " + line);
    }
}
