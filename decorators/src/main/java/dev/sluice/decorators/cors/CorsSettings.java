package dev.sluice.decorators.cors;

import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.List;

/** Which pages may call, and what. */
public record CorsSettings(
        @Setting(
                value = "the origins whose pages may call, as in https://app.example.org; https://*.example.org stands"
                        + " for all below it, * for all there are",
                least = "1",
                most = "100")
        List<Origin> origins,

        @Setting(
                value = "the methods that they may use",
                otherwise = "GET, HEAD, POST, PUT, PATCH, DELETE",
                pattern = "[A-Z]{1,20}",
                patternRule = "methods in capitals, as in POST",
                least = "1",
                most = "20")
        List<String> methods,

        @Setting(
                value = "the header fields that they may send; all that they ask for if none is named",
                pattern = "[A-Za-z][A-Za-z0-9-]{0,63}",
                patternRule = "names of header fields",
                most = "100")
        List<String> headers,

        @Setting(
                value = "the header fields of the answer that they may read besides the usual ones",
                pattern = "[A-Za-z][A-Za-z0-9-]{0,63}",
                patternRule = "names of header fields",
                most = "100")
        List<String> expose,

        @Setting("whether cookies and other credentials of the browser may come along; origins must be named then")
        boolean credentials,

        @Setting(
                value = "how long a browser may remember what it may do",
                otherwise = "10m",
                least = "0s",
                most = "24h")
        Duration maxAge) {

    public CorsSettings {
        if (credentials && origins.contains(Origin.ANY)) {
            throw new IllegalArgumentException(
                    "credentials with origin * would let every page act as whoever looks at it: name the origins");
        }
    }
}
