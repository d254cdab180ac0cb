package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Multipart;
import dev.sluice.cli.http.Request;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function whose one instance waits for a debugger on a port of this machine alone.
 *
 * @param usual its spec as it is without that
 */
record Debugged(Session session, String function, Kind kind, Doc usual) {

    private static final String JDWP = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    private static final String INSPECTOR = "--inspect=127.0.0.1:0";

    /** What they speak, and what they say when they listen. */
    enum Kind {
        jdwp("Listening for transport dt_socket at address: (\\d+)"),
        inspector("Debugger listening on ws://127\\.0\\.0\\.1:(\\d+)/");

        private final Pattern listens;

        Kind(String listens) {
            this.listens = Pattern.compile(listens);
        }
    }

    /**
     * The function that was deployed.
     *
     * @throws CommandException if there is no debugger for its language
     */
    static Debugged of(Session session, String function) {
        Doc now = session.platform().read(Request.get("/functions/" + Platform.encoded(function)));
        String runtime = now.text("runtime");
        if (runtime.startsWith("java")) {
            return new Debugged(session, function, Kind.jdwp, now.doc("spec"));
        }
        if (runtime.startsWith("node")) {
            return new Debugged(session, function, Kind.inspector, now.doc("spec"));
        }
        throw none(runtime);
    }

    /** Refuses code that is seen by its name to have no debugger, before it is deployed. */
    static void check(Path code) {
        String name = String.valueOf(code.getFileName());
        if (name.endsWith(".py")) {
            throw none("python");
        }
        if (name.endsWith(".go")) {
            throw none("http");
        }
    }

    private static CommandException none(String runtime) {
        return CommandException.usage(
                runtime.startsWith("python")
                        ? "Python has no debugger of its own that another program attaches to: docs/recipes-python.md shows"
                                + " how a function opens the port of one, such as debugpy."
                        : "Functions of the runtime " + runtime + " have no debugger that the platform could open:"
                                + " --debug is for Java and Node.");
    }

    /** The keys of the spec that open it: one instance that stays, and the longest time limit that there is. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("minInstances", "1");
        fields.put("maxInstances", "1");
        fields.put("timeout", "1h");
        switch (kind) {
            case jdwp -> {
                List<String> options = new ArrayList<>(usual.texts("jvmOptions"));
                options.removeIf(option -> option.startsWith("-agentlib:jdwp="));
                options.add(JDWP);
                fields.put("jvmOptions", String.join(" ", options));
            }
            case inspector ->
                fields.put(
                        "env.NODE_OPTIONS", (usual.doc("environment").text("NODE_OPTIONS") + " " + INSPECTOR).strip());
        }
        return fields;
    }

    /** Brings the spec back to what is usual, as a new version. */
    void close() {
        Multipart parts = new Multipart();
        for (String key : List.of("minInstances", "maxInstances", "timeout")) {
            parts.field(key, usual.text(key));
        }
        String key = switch (kind) {
            case jdwp -> "jvmOptions";
            case inspector -> "env.NODE_OPTIONS";
        };
        String before = switch (kind) {
            case jdwp -> String.join(" ", usual.texts("jvmOptions"));
            case inspector -> usual.doc("environment").text("NODE_OPTIONS");
        };
        parts.field(before.isEmpty() ? "unset" : key, before.isEmpty() ? key : before);
        session.platform()
                .text(Request.of("PUT", "/functions/" + Platform.encoded(function), parts.body())
                        .with("Content-Type", parts.contentType()));
    }

    /** The port of the instance that serves, on this machine; empty if there is none, or it has not said so yet. */
    OptionalInt port() {
        String path = "/functions/" + Platform.encoded(function);
        String instance = session.platform().read(Request.get(path)).docs("instances").stream()
                .filter(each -> each.text("state").equals("ready"))
                .map(each -> each.text("id"))
                .reduce("", (first, last) -> last);
        return session.platform()
                .text(Request.get(path + "/logs?tail=10000"))
                .lines()
                .filter(line -> !line.isBlank())
                .map(Doc::parse)
                .filter(line -> line.text("instance").equals(instance))
                .map(line -> kind.listens.matcher(line.text("line")))
                .filter(Matcher::find)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .reduce((first, last) -> last);
    }
}
