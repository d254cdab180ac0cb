package dev.sluice.core.decorator;

import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What decorators take as proof of who calls. Nobody else needs to see it: it is hidden in logs and left out of copies.
 *
 * @param fields names of header fields of the request; they compare without case
 * @param parameters names of parameters of the query, as they are written there
 */
public record Credentials(Set<String> fields, Set<String> parameters) {

    public static final Credentials NONE = new Credentials(Set.of(), Set.of());

    public Credentials {
        fields = Set.copyOf(fields);
        parameters = Set.copyOf(parameters);
    }

    public static Credentials fields(String... names) {
        return new Credentials(Set.of(names), Set.of());
    }

    public Credentials and(Credentials more) {
        Set<String> allFields = new LinkedHashSet<>(fields);
        allFields.addAll(more.fields);
        Set<String> allParameters = new LinkedHashSet<>(parameters);
        allParameters.addAll(more.parameters);
        return new Credentials(allFields, allParameters);
    }

    public boolean isField(String name) {
        return fields.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** {@code head} without them; the very same object if there are none in it. */
    public RequestHead without(RequestHead head) {
        Headers headers = head.headers();
        for (String field : fields) {
            headers = headers.without(field);
        }
        String query = parameters.isEmpty() ? head.query() : without(head.query());
        return headers == head.headers() && query.equals(head.query())
                ? head
                : new RequestHead(head.method(), head.path(), query, headers);
    }

    private String without(String query) {
        List<String> pairs = new ArrayList<>(Arrays.asList(query.split("&")));
        pairs.removeIf(pair -> parameters.contains(pair.substring(0, Math.max(0, pair.indexOf('=')))));
        return pairs.stream().collect(Collectors.joining("&"));
    }
}
