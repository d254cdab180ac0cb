package dev.sluice.cli.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a request's query, in the order in which they are added. */
public final class Query {

    private final List<String> parameters = new ArrayList<>();

    public Query with(String name, String value) {
        parameters.add(name + "=" + Platform.encoded(value));
        return this;
    }

    /** The same; nothing if there is no value. */
    public Query with(String name, Optional<String> value) {
        value.ifPresent(text -> with(name, text));
        return this;
    }

    public boolean isEmpty() {
        return parameters.isEmpty();
    }

    /** {@code path} with them behind it. */
    public String of(String path) {
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }
}
