package dev.sluice.cli.demo;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An example as {@code examples/demo.json} tells it.
 *
 * @param jar path inside the checkout
 * @param spec what the upload says beside the code, by the names of the plain fields
 * @param expects the status of its answer
 * @param show how the answer is shown
 * @param later a call that is to run later, if one is shown
 */
record DemoExample(
        String name,
        String description,
        Path jar,
        Map<String, String> spec,
        Call call,
        int expects,
        Show show,
        Optional<Later> later) {

    /** How an answer is shown: its first lines, its members, or its kind and size and a file that holds it. */
    enum Show {
        TEXT,
        JSON,
        BYTES
    }

    /**
     * The call that shows what it does.
     *
     * @param path what comes after the function's name, with a query
     * @param text the body if it is no file; may be empty
     * @param file the body if it is one
     */
    record Call(String method, String path, Optional<String> contentType, String text, Optional<Path> file) {}

    /**
     * A call that runs later, and cannot succeed before the function is mended.
     *
     * @param text its body, in JSON
     * @param mend the spec of the version with which it can
     */
    record Later(String text, String mend) {}

    static final String KEEP_ALIVE = "1s";

    /** Reads the examples of the checkout in {@code root}. */
    static List<DemoExample> readAll(Path root) {
        Path index = root.resolve("examples/demo.json");
        try {
            return Doc.parseList(Files.readString(index)).stream()
                    .map(doc -> read(doc, root))
                    .toList();
        } catch (IOException e) {
            throw CommandException.machine("Cannot read the examples in " + index + ": " + e.getMessage() + ".");
        } catch (IllegalArgumentException e) {
            throw CommandException.machine("The list of examples in " + index + " is broken: " + e.getMessage() + ".");
        }
    }

    private static DemoExample read(Doc doc, Path root) {
        Doc request = doc.doc("request");
        String method = request.text("method").isEmpty() ? "GET" : request.text("method");
        Call call = new Call(
                method,
                request.text("path"),
                given(request, "contentType"),
                request.text("bodyText"),
                given(request, "bodyFile").map(file -> inside(root, file)));
        return new DemoExample(
                doc.text("name"),
                doc.text("description"),
                inside(root, doc.text("jar")),
                fields(doc.doc("spec")),
                call,
                (int) doc.number("expects").orElse(200),
                switch (doc.text("show")) {
                    case "json" -> Show.JSON;
                    case "bytes" -> Show.BYTES;
                    default -> Show.TEXT;
                },
                Optional.of(doc.doc("later"))
                        .filter(later -> !later.names().isEmpty())
                        .map(later -> new Later(later.text("bodyText"), later.text("mend"))));
    }

    private static Map<String, String> fields(Doc spec) {
        Map<String, String> fields = new LinkedHashMap<>();
        // So that the instance that checked the version is gone soon, and the first call can be shown cold.
        fields.put("keepAlive", KEEP_ALIVE);
        spec.names().forEach(name -> fields.put(name, spec.text(name)));
        return fields;
    }

    private static Optional<String> given(Doc doc, String member) {
        return Optional.of(doc.text(member)).filter(text -> !text.isEmpty());
    }

    private static Path inside(Path root, String path) {
        Path file = root.resolve(path);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no " + file);
        }
        return file;
    }
}
