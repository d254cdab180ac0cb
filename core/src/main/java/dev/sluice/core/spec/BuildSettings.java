package dev.sluice.core.spec;

import dev.sluice.core.function.Build;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The keys of {@code build} in a function's spec. */
public record BuildSettings(
        @Setting(
                value =
                        "packages whose own install scripts may run, at most 100, a list or one text; all for all of them",
                most = "100",
                separator = "[\\s,]+")
        List<PackageName> installScripts,

        @Setting(
                value = "variables that the build sees and the function does not, with the names of their secrets",
                most = "20")
        Map<VariableName, SecretName> secrets) {

    Build build() {
        return new Build(
                installScripts.stream().map(PackageName::value).distinct().toList(),
                secrets.entrySet().stream()
                        .collect(Collectors.toMap(
                                each -> each.getKey().value(),
                                each -> each.getValue().value())));
    }
}
