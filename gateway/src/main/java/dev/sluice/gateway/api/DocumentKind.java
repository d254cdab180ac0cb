package dev.sluice.gateway.api;

import dev.sluice.core.function.Namespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kind of resource as the platform serves its documents. May block where the catalog does. */
interface DocumentKind {

    /** As documents have it. */
    String name();

    /** The JSON Schema of its documents. */
    Map<String, Object> schema();

    /** A page of documents in order of the names. */
    Page list(Namespace namespace, FunctionList.Wanted wanted);

    /** {@code next}: the name after which the next page begins. */
    record Page(List<Map<String, Object>> documents, Optional<String> next) {}

    /** The document of one resource; refuses a name that none can have, or that none has. */
    Map<String, Object> document(Namespace namespace, String name);

    /** Makes a resource what a document says, or, with {@code dryRun}, only tells what that would change. */
    DocumentChange put(
            Namespace namespace, String name, Map<String, ? extends @Nullable Object> document, boolean dryRun);

    /** Deletes a resource. */
    void delete(Namespace namespace, String name);

    /** How a resource stands. */
    Map<String, Object> status(Namespace namespace, String name);
}
