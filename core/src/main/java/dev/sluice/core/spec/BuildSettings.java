package dev.sluice.core.spec;

import dev.sluice.core.function.Build;
import dev.sluice.core.settings.Setting;
import java.util.List;

/** The keys of {@code build} in a function's spec. */
public record BuildSettings(
        @Setting(
                value =
                        "packages whose own install scripts may run, at most 100, a list or one text; all for all of them",
                most = "100",
                separator = "[\\s,]+")
        List<PackageName> installScripts) {

    Build build() {
        return new Build(
                installScripts.stream().map(PackageName::value).distinct().toList());
    }
}
