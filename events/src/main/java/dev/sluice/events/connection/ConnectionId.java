package dev.sluice.events.connection;

import dev.sluice.core.function.Namespace;

/** Which connection. */
public record ConnectionId(Namespace namespace, String name) {

    /** Where it is, as events are told to come from there: {@code /connections/NAME}, behind the path of its namespace. */
    public String path() {
        return namespace.path() + "/connections/" + name;
    }

    @Override
    public String toString() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }
}
