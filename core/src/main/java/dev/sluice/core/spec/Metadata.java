package dev.sluice.core.spec;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.settings.Setting;
import java.util.Map;
import java.util.Optional;

/** What a document says of its resource besides the spec. */
public record Metadata(
        @Setting(
                value = "its name",
                pattern = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
                patternRule =
                        "1 to 63 lower-case letters, digits and '-', starting with a letter and not ending with '-'")
        Optional<String> name,

        @Setting("the namespace that it is in; without it, the one that it is sent to")
        Optional<Namespace> namespace,

        @Setting(value = "free words, by which resources are chosen", most = "64")
        Map<LabelName, LabelValue> labels) {}
