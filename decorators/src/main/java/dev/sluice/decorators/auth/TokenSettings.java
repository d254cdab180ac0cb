package dev.sluice.decorators.auth;

import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.util.List;

/** Tokens that are allowed. */
public record TokenSettings(
        @Setting(
                value = "the secrets that hold the tokens; the name of the secret is the subject",
                least = "1",
                most = "1000",
                inShort = true)
        List<SecretName> tokens) {}
