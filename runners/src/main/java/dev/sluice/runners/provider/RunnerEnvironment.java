package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.runners.runtime.Interpreter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What a runner finds in its environment, which is all that {@code docs/protocol.md} names and nothing else. */
public final class RunnerEnvironment {

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private RunnerEnvironment() {}

    /** What does not hang on the order, and is the same for what runs beside a runner; may be added to. */
    public static Map<String, String> usual(String home) {
        return new TreeMap<>(Map.of("PATH", PATH, "HOME", home, "TMPDIR", home, "LANG", "C.UTF-8", "TZ", "UTC"));
    }

    static Map<String, String> of(RunnerOrder order, Path javaHome) {
        String work = order.workFolder().toAbsolutePath().toString();
        Map<String, String> variables = usual(work);
        variables.put("SLUICE_RUNNER_TOKEN", order.token());
        variables.put("SLUICE_MEMORY_MIB", Integer.toString(order.memory().mebibytes()));
        variables.put("SLUICE_CACHE", order.cacheFolder().toAbsolutePath().toString());
        variables.put("SLUICE_JAVA_HOME", javaHome.toString());
        switch (order.address()) {
            case RunnerAddress.Socket(Path path) ->
                variables.put("SLUICE_SOCKET", path.toAbsolutePath().toString());
            case RunnerAddress.Tls tls -> {
                variables.put("SLUICE_GATEWAY", tls.toString());
                variables.put(
                        "SLUICE_GATEWAY_CERTIFICATE",
                        tls.certificate().toAbsolutePath().toString());
            }
        }
        order.interpreter().ifPresent(path -> variables.put(Interpreter.VARIABLE, path.toString()));
        if (!order.options().isEmpty()) {
            variables.put("SLUICE_RUNTIME_OPTIONS", String.join("\n", order.options()));
        }
        if (order.awaited()) {
            variables.put("SLUICE_AWAITED", "yes");
        }
        return variables;
    }
}
