package dev.sluice.decorators.auth;

import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Optional;

/** Keys that are allowed, and where callers put them. */
public record ApiKeySettings(
        @Setting(
                value = "the header field that holds the key",
                otherwise = "X-API-Key",
                pattern = "[A-Za-z][A-Za-z0-9-]{0,63}",
                patternRule = "the name of a header field")
        String header,

        @Setting(
                value = "the parameter of the query that may hold the key too; keys in addresses end up in logs",
                pattern = "[A-Za-z][A-Za-z0-9_.-]{0,63}",
                patternRule = "the name of a parameter")
        Optional<String> query,

        @Setting(
                value = "the secrets that hold the keys; the name of the secret is the subject",
                least = "1",
                most = "1000")
        List<SecretName> keys) {}
