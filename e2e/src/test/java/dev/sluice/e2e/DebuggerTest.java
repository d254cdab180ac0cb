package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice dev --debug}, and a debugger that attaches to what it shows. */
@ExtendWith(SharedGateway.class)
class DebuggerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern ADDRESS = Pattern.compile("Debugger: (jdwp|inspector|debugpy) localhost:(\\d+)");

    private final Gateway gateway;

    @TempDir
    private Path folder;

    DebuggerTest(Gateway gateway) {
        this.gateway = gateway;
    }

    private static int port(SluiceCommand dev) {
        await().atMost(PATIENCE).until(() -> ADDRESS.matcher(dev.out()).find());
        Matcher shown = ADDRESS.matcher(dev.out());
        assertThat(shown.find()).isTrue();
        return Integer.parseInt(shown.group(2));
    }

    private JsonObject spec(String name) {
        return gateway.describe(name).getAsJsonObject("spec");
    }

    private static VirtualMachine attached(int port) throws Exception {
        AttachingConnector sockets = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = sockets.defaultArguments();
        set(arguments, "hostname", "localhost");
        set(arguments, "port", String.valueOf(port));
        return sockets.attach(arguments);
    }

    private static void set(Map<String, Connector.Argument> arguments, String name, String value) {
        Objects.requireNonNull(arguments.get(name), name).setValue(value);
    }

    @Test
    void aDebuggerAttachesToAJavaFunctionAndItsPortIsClosedInTheEnd() throws Exception {
        Path file = Files.writeString(folder.resolve("Stepped.java"), """
                import java.util.function.Function;

                public class Stepped implements Function<String, String> {
                    public String apply(String name) {
                        return "Hello, " + name + "!";
                    }
                }
                """);

        try (SluiceCommand dev = SluiceCommand.start(gateway, folder, "dev", file.toString(), "--debug")) {
            int port = port(dev);
            assertThat(spec("stepped").get("maxInstances").getAsInt()).isEqualTo(1);
            assertThat(spec("stepped").get("timeout").getAsString()).isEqualTo("1h");
            VirtualMachine[] machine = new VirtualMachine[1];
            await().atMost(PATIENCE).ignoreExceptions().until(() -> (machine[0] = attached(port)) != null);
            machine[0].suspend();
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                    () -> gateway.post("/function/stepped", "Ada").body());
            assertThat(machine[0].classesByName("Stepped")).hasSize(1);
            machine[0].resume();
            machine[0].dispose();
            assertThat(answer.join()).isEqualTo("Hello, Ada!");

            dev.terminate();
            dev.ended();
        }
        assertThat(spec("stepped").has("jvmOptions")).isFalse();
        assertThat(spec("stepped").get("timeout").getAsString()).isEqualTo("30s");
    }

    @Test
    void anInspectorAttachesToANodeFunctionByTheSamePortAfterItWasSaved() throws Exception {
        assumeTrue(gateway.runs("node"), "there is no Node.js here");
        Path file = Files.writeString(folder.resolve("inspected.mjs"), "export default () => {\n");

        try (SluiceCommand dev = SluiceCommand.start(gateway, folder, "dev", file.toString(), "--debug")) {
            // A first deployment that fails takes nothing away from the next.
            await().atMost(PATIENCE).until(() -> dev.err().contains("Nothing serves as inspected yet."));
            Files.writeString(file, "export default () => 'one';\n");
            int port = port(dev);
            inspects(port);
            Files.writeString(file, "export default () => 'two';\n");
            await().atMost(PATIENCE)
                    .until(() -> gateway.post("/function/inspected", "").body().equals("two"));
            inspects(port);

            dev.terminate();
            dev.ended();
        }
        assertThat(spec("inspected").getAsJsonObject("environment").has("NODE_OPTIONS"))
                .isFalse();
    }

    /** With the debugpy of the registry of whoever runs the tests. */
    @Test
    void aBreakpointInTheAuthorsOwnFileStopsAPythonFunction() throws Exception {
        assumeTrue(gateway.runs("python"), "there is no Python here");
        Path app = folder.resolve("stopped");
        Archives.file(app.resolve("requirements.txt"), "debugpy==1.8.22\n");
        Path file = Archives.file(app.resolve("main.py"), """
                def handler(request, context):
                    name = request.text()
                    return 'Hello, ' + name
                """);

        try (SluiceCommand dev = SluiceCommand.start(gateway, folder, "dev", app.toString(), "--debug")) {
            await().atMost(PATIENCE)
                    .until(() -> ADDRESS.matcher(dev.out()).find()
                            || dev.err().contains("no pip")
                            || dev.err().contains("cannot be reached"));
            assumeTrue(!dev.err().contains("no pip"), "the Python here has no pip");
            assumeTrue(!dev.err().contains("cannot be reached"), "no registry of Python packages can be reached");
            try (DapClient debugger = DapClient.attached(port(dev))) {
                debugger.breakpoint(file, 3);
                CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                        () -> gateway.post("/function/stopped", "Ada").body());

                DapClient.Stop stop = debugger.stop();

                assertThat(stop.function()).isEqualTo("handler");
                assertThat(stop.file()).isEqualTo(file.toString());
                assertThat(stop.line()).isEqualTo(3);
                assertThat(answer).isNotDone();
                debugger.goOn(stop);
                assertThat(answer.join()).isEqualTo("Hello, Ada");
            }

            dev.terminate();
            dev.ended();
        }
        assertThat(spec("stopped").getAsJsonObject("environment").keySet()).isEmpty();
    }

    @Test
    void whereThereIsNoDebugpyThatIsSaidAndTheVersionBeforeServesOn() throws Exception {
        assumeTrue(gateway.runs("python"), "there is no Python here");
        Path file = Files.writeString(folder.resolve("bare.py"), "def handler(request, context): return 'one'\n");

        try (SluiceCommand dev = SluiceCommand.start(gateway, folder, "dev", file.toString(), "--debug")) {
            await().atMost(PATIENCE)
                    .until(() -> ADDRESS.matcher(dev.out()).find()
                            || dev.err().contains("there is no debugpy for this Python: install it"));
            assumeTrue(!ADDRESS.matcher(dev.out()).find(), "the Python here has debugpy");
            assertThat(gateway.post("/function/bare", "").body()).isEqualTo("one");

            dev.terminate();
            dev.ended();
        }
    }

    private void inspects(int port) {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/json/list"))
                .build();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(gateway.http()
                                .send(list, BodyHandlers.ofString())
                                .body())
                        .contains("\"webSocketDebuggerUrl\": \"ws://localhost:" + port + "/"));
    }
}
