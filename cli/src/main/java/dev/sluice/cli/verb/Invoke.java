package dev.sluice.cli.verb;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.CallTimes;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.MediaTypes;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Problem;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Header;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a function over HTTP. */
@Command(name = "invoke", aliases = "call", description = "Calls a function and prints what it answers.")
public final class Invoke implements Callable<Integer> {

    private static final int LOOKED_AT = 1024;
    private static final int MOST_REPEATS = 1_000_000;

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The function.")
    String name = "";

    @Option(
            names = {"-d", "--data", "--body"},
            paramLabel = "DATA",
            description = "The body: a text, @FILE, or - for standard input.")
    Optional<String> data = Optional.empty();

    @Option(
            names = {"-X", "--method"},
            paramLabel = "METHOD",
            description = "Default: POST with a body, GET without.")
    Optional<String> method = Optional.empty();

    @Option(
            names = {"-p", "--path"},
            paramLabel = "PATH",
            description = "What comes after the function's name, also a query: /a/b?c=d.")
    String path = "";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "HEADER",
            description = "As in 'Accept: text/plain'; may be given again.")
    List<String> headers = new ArrayList<>();

    @Option(
            names = "--auth",
            description =
                    "Sends a token, for a function with access: token. Default: SLUICE_TOKEN, or SLUICE_HOME/invoke.token.")
    boolean withToken;

    @Option(
            names = "--async",
            description =
                    "Leaves the call to run later, and prints its id and its secret: ./sluice invocations show ID.")
    boolean later;

    @Option(
            names = "--priority",
            paramLabel = "1..5",
            description = "With --async: which calls begin more often where not all can. 1 is first; default: 3.")
    Optional<Integer> priority = Optional.empty();

    @Option(
            names = "--at-version",
            paramLabel = "VERSION",
            description = "With --async: live, accepted for the version that is live now, or the number of one."
                    + " Default: as the function's spec says, else live.")
    Optional<String> version = Optional.empty();

    @Option(
            names = {"-i", "--info"},
            description = "Shows status, headers and timings, on standard error.")
    boolean info;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes the answer there.")
    Optional<Path> output = Optional.empty();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description =
                    "Calls N times, one after the other and each on a connection of its own, and shows how long that took"
                            + " in the place of the answers. 1 to 1000000.")
    Optional<Integer> repeat = Optional.empty();

    public Invoke(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Request request = request();
        long started = System.nanoTime();
        Platform platform = session.endpoint().platformForCalls();
        if (repeat.isPresent()) {
            return Repeated.run(repeat.get(), () -> answer(platform, request)).print(session);
        }
        try (Response answer = answer(platform, request)) {
            if (info) {
                showHead(answer);
            }
            if (Problem.isIn(answer)) {
                return failed(Problem.read(answer));
            }
            if (later && answer.isSuccess()) {
                accepted(answer);
                return Exit.OK;
            }
            try {
                deliver(answer);
            } catch (IOException e) {
                session.terminal().out().flush();
                session.note(session.terminal().red("Error: ") + "The answer broke off before its end: "
                        + e.getMessage() + ".");
                LoggedFailure.print(
                        session, name, answer.header("Sluice-Invocation").orElse(""));
                return Exit.FAILED;
            }
            if (info) {
                session.note(session.terminal()
                        .dim(CallTimes.of(answer, System.nanoTime() - started).line()));
            }
            return answer.isSuccess() ? Exit.OK : Exit.FAILED;
        }
    }

    private Response answer(Platform platform, Request request) {
        return withToken ? platform.callWithToken(request) : platform.call(request);
    }

    private void checkRepeat() {
        if (repeat.isEmpty()) {
            return;
        }
        if (repeat.get() < 1 || repeat.get() > MOST_REPEATS) {
            throw CommandException.usage("--repeat is 1 to " + MOST_REPEATS + ".");
        }
        if (later || info || output.isPresent()) {
            throw CommandException.usage("--repeat shows times and no answers: leave out --async, -i and -o.");
        }
        if (data.equals(Optional.of("-"))) {
            throw CommandException.usage(
                    "Standard input can be sent once: with --repeat, put the body into a file, as in -d @FILE.");
        }
    }

    private void accepted(Response answer) throws IOException {
        String id = answer.header("X-Call-Id").orElse("");
        String secret = answer.header("X-Call-Secret").orElse("");
        if (session.json()) {
            JsonObject told = new JsonObject();
            told.addProperty("id", id);
            told.addProperty("secret", secret);
            session.print(told.toString());
        } else {
            session.print(id + " " + secret);
            session.note("The call runs later. Read what becomes of it: ./sluice invocations show " + id);
        }
    }

    /** An end that hides what the function's code did is told with what its log says of it. */
    private int failed(Problem problem) {
        ProblemException refused = new ProblemException(problem);
        boolean brief = !problem.doc().has("function") && problem.status() >= 500;
        if (refused.exitCode() != Exit.FAILED || !brief) {
            throw refused;
        }
        if (session.json()) {
            session.note(problem.body().strip());
        } else {
            problem.lines(session.terminal()).forEach(session::note);
        }
        LoggedFailure.print(session, name, problem.doc().text("invocation"));
        return Exit.FAILED;
    }

    private void checkIsOfLaterCalls(String option, Optional<?> told) {
        if (!later && told.isPresent()) {
            throw CommandException.usage(option + " is of calls that run later: add --async.");
        }
    }

    private Request request() {
        checkRepeat();
        checkIsOfLaterCalls("--priority", priority);
        checkIsOfLaterCalls("--at-version", version);
        try {
            String tail = path.isEmpty() || path.startsWith("/") || path.startsWith("?") ? path : "/" + path;
            Sent sent = sent();
            String verb =
                    method.map(m -> m.toUpperCase(Locale.ROOT)).orElse(data.isPresent() || later ? "POST" : "GET");
            String prefix = later ? "/async-function/" : "/function/";
            Request request = Request.of(verb, prefix + Platform.encoded(name) + tail, sent.body())
                    .waiting(Duration.ZERO);
            for (String line : headers) {
                Header header = Header.parse(line);
                request = request.with(header.name(), header.value());
            }
            if (priority.isPresent()) {
                request = request.with("X-Priority", Integer.toString(priority.get()));
            }
            if (version.isPresent()) {
                request = request.with("X-Version", version.get());
            }
            if (data.isPresent()
                    && headers.stream()
                            .noneMatch(h -> h.toLowerCase(Locale.ROOT).startsWith("content-type:"))) {
                request = request.with("Content-Type", sent.type());
            }
            return request;
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage() + ".");
        }
    }

    /** What is sent, and of what type it is. */
    private record Sent(Body body, String type) {}

    private Sent sent() {
        String text = data.orElse("");
        if (text.equals("-")) {
            return piped(session.terminal().in());
        }
        if (!text.startsWith("@")) {
            return new Sent(Body.of(text), MediaTypes.ofContent(text.getBytes(StandardCharsets.UTF_8)));
        }
        Path file = Path.of(text.substring(1));
        try {
            return new Sent(Body.of(file), MediaTypes.ofFile(text).orElseGet(() -> ofFile(file)));
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }

    /** A pipe cannot be read twice, and tells by its content what a file that is none tells by nothing else. */
    private static Sent piped(InputStream in) {
        PushbackInputStream all = new PushbackInputStream(in, LOOKED_AT);
        byte[] start = new byte[LOOKED_AT];
        try {
            int length = Math.max(0, all.read(start));
            all.unread(start, 0, length);
            return new Sent(Body.of(all), MediaTypes.ofContent(Arrays.copyOf(start, length)));
        } catch (IOException e) {
            throw CommandException.machine("Cannot read standard input: " + e.getMessage() + ".");
        }
    }

    private static String ofFile(Path file) {
        if (!Files.isRegularFile(file)) {
            return "application/octet-stream";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return MediaTypes.ofContent(in.readNBytes(LOOKED_AT));
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }

    private void showHead(Response answer) {
        Terminal terminal = session.terminal();
        session.note(answer.isSuccess() ? terminal.green("" + answer.status()) : terminal.red("" + answer.status()));
        for (Header header : answer.headers()) {
            session.note(terminal.dim(header.name() + ": " + Terminal.harmless(header.value())));
        }
    }

    private void deliver(Response answer) throws IOException {
        if (output.isPresent()) {
            try (OutputStream out = Files.newOutputStream(output.get())) {
                answer.body().transferTo(out);
            } catch (java.nio.file.FileSystemException e) {
                throw CommandException.machine("Cannot write to " + output.get() + ": " + e.getMessage() + ".");
            }
            return;
        }
        if (session.terminal().look().live()
                && !MediaTypes.isText(answer.header("Content-Type").orElse(""))) {
            session.note("The answer is " + answer.header("Content-Type").orElse("of no type")
                    + ", which a terminal cannot show: add -o FILE, or pipe it.");
            return;
        }
        answer.body().transferTo(session.terminal().out());
        if (session.terminal().look().live()) {
            session.terminal().out().println();
        }
        session.terminal().out().flush();
    }
}
