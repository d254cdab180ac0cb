package dev.sluice.decorators.transform.patch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON Patch (RFC 6902). Immutable; used by many threads. */
public final class JsonPatch {

    /** As deep as bodies may be that are read. */
    private static final int MOST_DEPTH = 1000;

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    /** Throws {@link IllegalArgumentException} that says what is wrong with which operation. */
    public static JsonPatch of(List<? extends @Nullable Object> operations) {
        return new JsonPatch(PatchReader.read(operations));
    }

    /**
     * The patched document; {@code document} stays as it is. All operations are done, or none.
     *
     * @param most how many characters of text the operations may copy together
     */
    public JsonNode apply(JsonNode document, long most) throws InapplicableException {
        Document changed = new Document(document.deepCopy());
        long left = most;
        for (int i = 0; i < operations.size(); i++) {
            try {
                left -= apply(operations.get(i), changed, left);
            } catch (InapplicableException e) {
                Operation operation = operations.get(i);
                throw new InapplicableException("operation " + (i + 1) + " of the patch, " + operation.op() + " '"
                        + operation.path() + "': " + e.why());
            }
        }
        return changed.root();
    }

    /** How much it copied. */
    private static long apply(Operation operation, Document document, long left) throws InapplicableException {
        switch (operation) {
            case Operation.Add(var path, var value) -> document.add(path, shallow(path, value.deepCopy()));
            case Operation.Replace(var path, var value) -> document.replace(path, shallow(path, value.deepCopy()));
            case Operation.Remove(var path) -> document.remove(path);
            case Operation.Move(var from, var path) -> move(document, from, path);
            case Operation.Copy(var from, var path) -> {
                JsonNode value = document.at(from);
                long weight = ValueSize.of(value).weight();
                if (weight > left) {
                    throw new InapplicableException("the patch copies too much of this body");
                }
                document.add(path, shallow(path, value.deepCopy()));
                return weight;
            }
            case Operation.Test(var path, var value) -> {
                if (!Equality.same(value, document.at(path))) {
                    throw new InapplicableException("another value is there");
                }
            }
        }
        return 0;
    }

    private static void move(Document document, Pointer from, Pointer path) throws InapplicableException {
        JsonNode value = document.at(from);
        if (!from.equals(path)) {
            document.remove(from);
            document.add(path, shallow(path, value));
        }
    }

    /** Trees are walked by recursion: what is too deep for that is not made. */
    private static JsonNode shallow(Pointer path, JsonNode value) throws InapplicableException {
        if (value.isContainerNode()
                && path.tokens().size() + ValueSize.of(value).depth() > MOST_DEPTH) {
            throw new InapplicableException("the body would be nested more than " + MOST_DEPTH + " deep");
        }
        return value;
    }
}
