package dev.sluice.examples.stamp;

import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.util.Optional;

/** What a spec may say: {@code - stamp: {by: shop, key: stamp-key}}, or {@code - stamp: shop} in short. */
public record StampSettings(
        @Setting(
                value = "who made the answer",
                most = "100",
                pattern = "[A-Za-z0-9 ._-]+",
                patternRule = "letters, digits, blanks, '.', '_' and '-'",
                inShort = true)
        String by,

        @Setting("the secret that answers are signed with; without it they are not")
        Optional<SecretName> key) {}
