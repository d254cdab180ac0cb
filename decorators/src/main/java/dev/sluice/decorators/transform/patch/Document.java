package dev.sluice.decorators.transform.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/** A document while it is changed. Used by one thread. */
final class Document {

    private JsonNode root;

    /** {@code root} is changed in place, and so is what is put into it. */
    Document(JsonNode root) {
        this.root = root;
    }

    JsonNode root() {
        return root;
    }

    JsonNode at(Pointer pointer) throws InapplicableException {
        JsonNode node = root;
        for (String token : pointer.tokens()) {
            node = child(node, token, pointer);
        }
        return node;
    }

    private static JsonNode child(JsonNode parent, String token, Pointer pointer) throws InapplicableException {
        JsonNode child = switch (parent) {
            case ObjectNode object -> object.get(token);
            case ArrayNode array -> array.get(index(array, token, pointer, array.size() - 1));
            default -> null;
        };
        if (child == null) {
            throw new InapplicableException("there is nothing at " + pointer);
        }
        return child;
    }

    /** Beside the others: a new member, or one more entry of an array, before the one that is there. */
    void add(Pointer pointer, JsonNode value) throws InapplicableException {
        if (pointer.isRoot()) {
            root = value;
            return;
        }
        String name = pointer.last();
        switch (at(pointer.parent())) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode array ->
                array.insert(name.equals("-") ? array.size() : index(array, name, pointer, array.size()), value);
            default ->
                throw new InapplicableException(
                        "nothing can be put at " + pointer + ", since its parent is neither an object nor an array");
        }
    }

    /** In the place of what is there. */
    void replace(Pointer pointer, JsonNode value) throws InapplicableException {
        at(pointer);
        if (pointer.isRoot()) {
            root = value;
            return;
        }
        String name = pointer.last();
        switch (at(pointer.parent())) {
            case ArrayNode array -> array.set(Integer.parseInt(name), value);
            case ObjectNode object -> object.set(name, value);
            default -> throw new InapplicableException("there is nothing at " + pointer);
        }
    }

    /** Takes out what is there; not the root. */
    JsonNode remove(Pointer pointer) throws InapplicableException {
        JsonNode removed = at(pointer);
        String name = pointer.last();
        switch (at(pointer.parent())) {
            case ArrayNode array -> array.remove(Integer.parseInt(name));
            case ObjectNode object -> object.remove(name);
            default -> throw new InapplicableException("there is nothing at " + pointer);
        }
        return removed;
    }

    private static int index(ArrayNode array, String token, Pointer pointer, int most) throws InapplicableException {
        OptionalInt index = Pointer.index(token);
        if (index.isEmpty()) {
            String end = token.equals("-") ? "the place behind the last entry of an array" : "no index of an array";
            throw new InapplicableException("there is nothing at " + pointer + ": '" + token + "' is " + end);
        }
        if (index.getAsInt() > most) {
            throw new InapplicableException("there is nothing at " + pointer + ": the array has " + array.size()
                    + (array.size() == 1 ? " entry" : " entries"));
        }
        return index.getAsInt();
    }
}
