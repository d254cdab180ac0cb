package dev.sluice.decorators.log;

import dev.sluice.core.settings.Setting;
import java.util.List;

/** What a line tells besides method, path, status and time. */
public record LogSettings(
        @Setting(
                value = "header fields of the request that are told",
                pattern = "[A-Za-z][A-Za-z0-9-]{0,63}",
                patternRule = "names of header fields",
                most = "50")
        List<String> request,

        @Setting(
                value = "header fields of the answer that are told",
                pattern = "[A-Za-z][A-Za-z0-9-]{0,63}",
                patternRule = "names of header fields",
                most = "50")
        List<String> response,

        @Setting("whether the query is told") boolean query,

        @Setting(
                value = "header fields and parameters of the query whose values are hidden, besides those that always"
                        + " are: credentials, cookies, and what is called like a key, token, secret, password or code",
                pattern = "[A-Za-z][A-Za-z0-9_.-]{0,63}",
                patternRule = "names of header fields or parameters",
                most = "100")
        List<String> hide) {}
