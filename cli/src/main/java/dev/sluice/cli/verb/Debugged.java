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
import java.util.stream.Stream;

/**
 * A function whose one instance waits for a debugger on a port of this machine alone.
 *
 * @param usual its spec as it is without that
 */
record Debugged(Session session, String function, Kind kind, Doc usual) {

    private static final String SOURCES = "env.DEBUGPY_SOURCES";

    /** What they speak, the key of the spec that opens them, and what they say when they listen. */
    enum Kind {
        jdwp(
                "java",
                "jvmOptions",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                "Listening for transport dt_socket at address: (\\d+)"),
        inspector(
                "node",
                "env.NODE_OPTIONS",
                "--inspect=127.0.0.1:0",
                "Debugger listening on ws://127\\.0\\.0\\.1:(\\d+)/"),
        debugpy("python", "env.DEBUGPY_LISTEN", "127.0.0.1:0", "Debugger listening at 127\\.0\\.0\\.1:(\\d+)");

        private final String language;
        private final String key;
        private final String opens;
        private final Pattern listens;

        Kind(String language, String key, String opens, String listens) {
            this.language = language;
            this.key = key;
            this.opens = opens;
            this.listens = Pattern.compile(listens);
        }

        /** The value of the key in a spec; empty if it has none. */
        private String in(Doc spec) {
            return key.startsWith("env.")
                    ? spec.doc("environment").text(key.substring("env.".length()))
                    : String.join(" ", spec.texts(key));
        }

        /** The value that opens it, beside what a spec has there for something else. */
        private String beside(Doc spec) {
            return switch (this) {
                case jdwp -> {
                    List<String> options = new ArrayList<>(spec.texts(key));
                    options.removeIf(option -> option.startsWith("-agentlib:jdwp="));
                    options.add(opens);
                    yield String.join(" ", options);
                }
                case inspector -> (in(spec) + " " + opens).strip();
                case debugpy -> opens;
            };
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
        return Stream.of(Kind.values())
                .filter(kind -> runtime.startsWith(kind.language))
                .map(kind -> new Debugged(session, function, kind, now.doc("spec")))
                .findFirst()
                .orElseThrow(() -> none(runtime));
    }

    /** Refuses code that is seen by its name to have no debugger, before it is deployed. */
    static void check(Path code) {
        if (String.valueOf(code.getFileName()).endsWith(".go")) {
            throw none("http");
        }
    }

    private static CommandException none(String runtime) {
        return CommandException.usage("Functions of the runtime " + runtime
                + " have no debugger that the platform could open: --debug is for Java, Node and Python.");
    }

    /**
     * The keys of the spec that open it: one instance that stays, and the longest time limit that there is.
     *
     * @param code the file or folder that its author edits
     */
    Map<String, String> fields(Path code) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("minInstances", "1");
        fields.put("maxInstances", "1");
        fields.put("timeout", "1h");
        fields.put(kind.key, kind.beside(usual));
        if (kind == Kind.debugpy) {
            // Breakpoints are set by paths there, and what was sent lies under others.
            fields.put(SOURCES, code.toAbsolutePath().normalize().toString());
        }
        return fields;
    }

    /** Brings the spec back to what is usual, as a new version. */
    void close() {
        Multipart parts = new Multipart();
        for (String key : List.of("minInstances", "maxInstances", "timeout")) {
            parts.field(key, usual.text(key));
        }
        List<String> unset = new ArrayList<>();
        String before = kind.in(usual);
        if (before.isEmpty()) {
            unset.add(kind.key);
        } else {
            parts.field(kind.key, before);
        }
        if (kind == Kind.debugpy) {
            unset.add(SOURCES);
        }
        if (!unset.isEmpty()) {
            parts.field("unset", String.join(",", unset));
        }
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
