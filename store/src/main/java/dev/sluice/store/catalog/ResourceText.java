package dev.sluice.store.catalog;

import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.ResourceKind;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.TypedTree;
import dev.sluice.core.function.Namespace;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resources of one kind as the text of their files. Thread-safe.
 *
 * <p>Of a text that is laid out just as it is written, only the spec goes through a full YAML reader, and of those that are
 * equal only one: a catalog may have 100,000 resources, and many of them look alike.
 */
final class ResourceText<S, T> {

    /** The newest format; a record is written in the oldest that can hold it. */
    static final int FORMAT = FunctionKinds.NEWEST_FORMAT;

    /** YAML's mark for the end of a document: without it at its end a file was cut short. */
    static final String END = "...\n";

    /** All versions that documents of this platform have, or will have. */
    private static final Pattern VERSION = Pattern.compile("sluice\\.dev/v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?");

    private final ResourceKind<S, T> kind;
    private final Map<String, S> specs = new ConcurrentHashMap<>();

    ResourceText(ResourceKind<S, T> kind) {
        this.kind = kind;
    }

    String write(Resource<S, T> resource) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("namespace", resource.id().namespace().value());
        metadata.put("name", resource.id().name());
        metadata.put("revision", resource.revision().value());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", kind.apiVersion());
        tree.put("kind", kind.name());
        tree.put(
                "format",
                Math.max(kind.spec().format(resource.spec()), kind.status().format(resource.status())));
        tree.put("metadata", metadata);
        tree.put("spec", kind.spec().write(resource.spec()));
        tree.put("status", kind.status().write(resource.status()));
        return Documents.write(tree) + END;
    }

    /**
     * Reads what {@link #write} wrote, and what a person made of it. Fails with {@link IllegalArgumentException}, {@link
     * ArithmeticException} or {@link java.time.DateTimeException} if it makes no sense, and with {@link NewerException} if a
     * newer build wrote it.
     *
     * @param id what it must be of
     */
    Resource<S, T> read(ResourceId<S, T> id, String text) throws DocumentException {
        Optional<Resource<S, T>> plain = plain(id, text);
        if (plain.isPresent()) {
            return plain.get();
        }
        Map<String, @Nullable Object> tree = Documents.read(text);
        expectFormat(tree);
        if (!text.stripTrailing().endsWith(END.strip())) {
            throw new IllegalArgumentException("it was cut short: its last line is not '...'");
        }
        TypedTree whole = new TypedTree(tree);
        return resource(id, whole, kind.spec().read(whole.map("spec")), whole.map("status"));
    }

    /** Forgets the specs that were read. */
    void forget() {
        specs.clear();
    }

    private Optional<Resource<S, T>> plain(ResourceId<S, T> id, String text) throws DocumentException {
        int spec = text.indexOf("\nspec:\n") + 1;
        int status = text.indexOf("\nstatus:\n") + 1;
        if (spec == 0 || status < spec || !text.endsWith("\n" + END)) {
            return Optional.empty();
        }
        var header = PlainTree.read(text.substring(0, spec));
        var rest = PlainTree.read(text.substring(status, text.length() - END.length()));
        if (header.isEmpty() || rest.isEmpty()) {
            return Optional.empty();
        }
        expectFormat(header.get());
        String block = text.substring(spec + "spec:\n".length(), status);
        return Optional.of(
                resource(id, new TypedTree(header.get()), spec(block), new TypedTree(rest.get()).map("status")));
    }

    private S spec(String block) throws DocumentException {
        S known = specs.get(block);
        if (known != null) {
            return known;
        }
        S spec = kind.spec().read(Documents.read(block));
        S first = specs.putIfAbsent(block, spec);
        return first == null ? spec : first;
    }

    private Resource<S, T> resource(
            ResourceId<S, T> id, TypedTree header, S spec, Map<String, ? extends @Nullable Object> status) {
        TypedTree metadata = new TypedTree(header.map("metadata"));
        String namespace = metadata.text("namespace");
        String name = metadata.text("name");
        if (!namespace.equals(id.namespace().value()) || !name.equals(id.name())) {
            throw new IllegalArgumentException(
                    "it describes the " + new ResourceId<>(kind, new Namespace(namespace), name));
        }
        return new Resource<>(
                id,
                new Revision(metadata.longNumber("revision")),
                spec,
                kind.status().read(status));
    }

    private void expectFormat(Map<String, @Nullable Object> written) {
        TypedTree tree = new TypedTree(written);
        String version = tree.text("apiVersion");
        boolean newer =
                !version.equals(kind.apiVersion()) && VERSION.matcher(version).matches();
        if (newer || written.get("format") instanceof Long format && format > FORMAT) {
            throw new NewerException(version + ", format " + written.get("format"));
        }
        expect(kind.apiVersion(), version);
        expect(kind.name(), tree.text("kind"));
        tree.longNumber("format");
    }

    private static void expect(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new IllegalArgumentException("'" + actual + "' where '" + expected + "' was expected");
        }
    }

    /** A record that a newer build wrote. */
    static final class NewerException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NewerException(String what) {
            super(what);
        }
    }
}
