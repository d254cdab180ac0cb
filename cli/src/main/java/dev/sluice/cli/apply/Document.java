package dev.sluice.cli.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One document of a source.
 *
 * @param number counts from 1 in its source
 */
record Document(Source source, int number, Doc content) {

    /** The kind whose resources are deployed with their code. */
    static final String FUNCTION = "Function";

    /** Its kind in small letters, as people are told; {@code function} if it has none. */
    String word() {
        String kind = content.text("kind");
        return (kind.isEmpty() ? FUNCTION : kind).toLowerCase(Locale.ROOT);
    }

    boolean isFunction() {
        return content.text("kind").equals(FUNCTION);
    }

    String name() {
        return content.doc("metadata").text("name");
    }

    /** The namespace that it names; empty if it names none. */
    String namespace() {
        return content.doc("metadata").text("namespace");
    }

    /** Where it stands, for people. */
    String place() {
        return source.name() + (number == 1 ? "" : ", document " + number);
    }

    /** Throws with a sentence if it cannot be applied for what is around its spec. */
    void check() {
        if (content.text("kind").isEmpty()) {
            throw failed("it has no kind, as in kind: Function");
        }
        if (name().isEmpty()) {
            throw failed("metadata.name is missing");
        }
    }

    /** Throws with a sentence if it is of another kind. */
    void checkKind(String kind) {
        if (!content.text("kind").equals(kind)) {
            throw failed("it is of kind '" + content.text("kind") + "', not " + kind
                    + ": 'sluice apply -f' takes all kinds");
        }
    }

    CommandException failed(String what) {
        return new CommandException(Exit.FAILED, "In " + place() + ": " + what + ".");
    }

    /** What its spec says of the code; null if nothing. */
    @Nullable
    JsonElement code() {
        JsonElement code = content.doc("spec").json().get("code");
        return code == null || code.isJsonNull() ? null : code;
    }

    /** The document as it is. */
    String text() {
        return content.json().toString();
    }

    /** The document as the platform takes it, its code told by the digest, or not at all. */
    String withCode(Optional<String> digest) {
        JsonObject whole = content.json().deepCopy();
        if (whole.get("spec") instanceof JsonObject spec) {
            spec.remove("code");
            digest.ifPresent(value -> spec.addProperty("code", value));
        }
        return whole.toString();
    }
}
