package dev.sluice.core.spec;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The keys of one of the {@code sidecars} in a function's spec. */
public record SidecarSettings(
        @Setting(
                value = "its name, by which `SLUICE_SIDECAR_<NAME>` tells its address",
                pattern = Sidecar.NAME_FORM,
                patternRule = Sidecar.NAME_RULE)
        String name,

        @Setting(
                value =
                        "its program and arguments, a list or one text: `./x` is a file of the function's folder, `x` a program of the machine that `sluice.sidecars.programs` names",
                least = "1",
                most = "64",
                separator = "\\s+")
        List<String> command,

        @Setting(value = "where it is reached", otherwise = "socket")
        Sidecar.Address address,

        @Setting(
                value =
                        "when it can be used: `connect`, once it takes connections; a path, once it answers GET with 2xx; `none`, at once",
                pattern = "connect|none|/[!-~]{0,255}",
                patternRule = "connect, none, or a path that begins with /",
                otherwise = "connect, or none where it has no address")
        Optional<String> health,

        @Setting(value = "variables by name beside those of the function, or in their place, at most 256", most = "256")
        Map<VariableName, VariableValue> environment,

        @Setting(value = "what it may use in all", least = "8Mi", most = "16Gi", otherwise = "64Mi")
        MemorySize memory) {

    public SidecarSettings {
        sidecar(name, command, address, health, environment, memory);
    }

    Sidecar sidecar() {
        return sidecar(name, command, address, health, environment, memory);
    }

    private static Sidecar sidecar(
            String name,
            List<String> command,
            Sidecar.Address address,
            Optional<String> health,
            Map<VariableName, VariableValue> environment,
            MemorySize memory) {
        return new Sidecar(
                name,
                command,
                address,
                Sidecar.Health.of(health.orElse(address == Sidecar.Address.NONE ? "none" : "connect")),
                environment.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                each -> each.getKey().value(),
                                each -> each.getValue().value())),
                memory);
    }

    /** What {@link SidecarSettings} reads. */
    static Map<String, Object> tree(Sidecar sidecar) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", sidecar.name());
        tree.put("command", sidecar.command());
        tree.put("address", sidecar.address().name().toLowerCase(Locale.ROOT));
        tree.put("health", sidecar.health().written());
        if (!sidecar.environment().isEmpty()) {
            tree.put("environment", new TreeMap<>(sidecar.environment()));
        }
        tree.put("memory", sidecar.memory().toString());
        return tree;
    }
}
