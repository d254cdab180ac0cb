package dev.sluice.events.connection;

import dev.sluice.core.function.Namespace;
import java.util.Optional;

/** Which connection. */
public record ConnectionId(Namespace namespace, String name) {

    /**
     * Whose names topics and groups have: those of the namespace {@code own}, or over a connection those that Kafka knows, as those of the
     * default namespace are.
     */
    public static Namespace namespace(Namespace own, Optional<?> connection) {
        return connection.isPresent() ? Namespace.DEFAULT : own;
    }

    /** Where it is, as events are told to come from there: {@code /connections/NAME}, behind the path of its namespace. */
    public String path() {
        return namespace.path() + "/connections/" + name;
    }

    @Override
    public String toString() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }
}
