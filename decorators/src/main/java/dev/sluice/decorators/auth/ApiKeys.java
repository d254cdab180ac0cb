package dev.sluice.decorators.auth;

import dev.sluice.core.invocation.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** API keys in a header field, or in a parameter of the query. One request has one. */
record ApiKeys(String header, Optional<String> parameter, SecretKeys keys) implements Method {

    @Override
    public String name() {
        return "apiKey";
    }

    @Override
    public AuthenticationResult check(RequestHead head) {
        List<String> given = new ArrayList<>(head.headers().all(header));
        parameters(head.query()).stream()
                .filter(this::isKey)
                .map(ApiKeys::value)
                .forEach(given::add);
        return switch (given.size()) {
            case 0 -> new AuthenticationResult.Nothing();
            case 1 -> keys.check(given.getFirst().strip());
            default -> new AuthenticationResult.Refused("more_than_one");
        };
    }

    private static List<String> parameters(String query) {
        return Arrays.asList(query.split("&"));
    }

    private boolean isKey(String pair) {
        return parameter.isPresent() && pair.startsWith(parameter.get() + "=");
    }

    private static String value(String pair) {
        try {
            return URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // No key is written so; it is refused like any other that is unknown.
            return "";
        }
    }

    @Override
    public String challenge(String realm, boolean refused) {
        return "ApiKey realm=\"" + realm + "\", header=\"" + header + "\"";
    }

    @Override
    public RequestHead stripped(RequestHead head) {
        String query =
                parameters(head.query()).stream().filter(pair -> !isKey(pair)).collect(Collectors.joining("&"));
        return new RequestHead(head.method(), head.path(), query, head.headers().without(header));
    }
}
