package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.runners.runtime.Interpreter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What a runner finds in its environment, which is all that {@code docs/protocol.md} names and nothing else. */
final class RunnerEnvironment {

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private RunnerEnvironment() {}

    static Map<String, String> of(RunnerOrder order, Path javaHome) {
        String work = order.workFolder().toAbsolutePath().toString();
        Map<String, String> variables = new TreeMap<>(Map.of(
                "SLUICE_RUNNER_TOKEN",
                order.token(),
                "SLUICE_MEMORY_MIB",
                Integer.toString(order.memory().mebibytes()),
                "SLUICE_CACHE",
                order.cacheFolder().toAbsolutePath().toString(),
                "SLUICE_JAVA_HOME",
                javaHome.toString(),
                "PATH",
                PATH,
                "HOME",
                work,
                "TMPDIR",
                work,
                "LANG",
                "C.UTF-8",
                "TZ",
                "UTC"));
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
