package dev.sluice.decorators.auth;

import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;

/** Names and passwords that are allowed. */
public record BasicSettings(
        @Setting(
                value =
                        "the secret that holds a line for each user as htpasswd -nB prints it: the name, a colon and the"
                                + " bcrypt hash of the password",
                inShort = true)
        SecretName users) {}
