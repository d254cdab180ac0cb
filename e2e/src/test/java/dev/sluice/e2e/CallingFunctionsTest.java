package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Functions that call others with the token of their instance. */
@ExtendWith(SharedGateway.class)
class CallingFunctionsTest {

    private static final Path RELAY = Gateway.example("relay");

    @Test
    void aFunctionOpensAnotherThatWantsAToken(Gateway gateway) {
        gateway.deployed("greeter", Gateway.example("hello"), "access=token");
        gateway.deployed("caller", RELAY);

        HttpResponse<String> answer = gateway.post("/function/caller/greeter", "Ada");

        assertThat(answer.body()).isEqualTo("Hello, Ada!\n");
        assertThat(answer.headers().firstValue("X-Relayed-By")).hasValue("caller@1");
    }

    @Test
    void callsThatGoRoundInACircleAreStopped(Gateway gateway) {
        gateway.deployed("ping", RELAY);
        gateway.deployed("pong", RELAY);

        HttpResponse<String> answer = gateway.post("/function/ping/pong/ping", "");

        assertThat(answer.statusCode()).isEqualTo(508);
        assertThat(answer.body()).contains("\"call_loop\"", "ping -> pong -> ping");
    }

    @Test
    void aFunctionCallsOnlyWhatItsSpecificationNames(Gateway gateway) {
        gateway.deployed("open", Gateway.example("hello"));
        gateway.deployed("narrow", RELAY, "spec=calls: [elsewhere]");

        HttpResponse<String> answer = gateway.post("/function/narrow/open", "Ada");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains(
                        "\"call_not_declared\"",
                        "The function narrow may not call open, because 'calls' in its spec names others. Add open there.");
    }

    @Test
    void theTokenOfAnInstanceOpensNoManagementAndEndsWithTheInstance(Gateway gateway) {
        gateway.deployed("leaky", Gateway.example("misbehave"));
        String token = gateway.get("/function/leaky/tells-token").body().strip();
        gateway.deployed("guarded", Gateway.example("hello"), "access=token");

        assertThat(token).startsWith("sluice-instance-");
        assertThat(withToken(gateway, "/functions", token)).isEqualTo(403);
        assertThat(withToken(gateway, "/function/guarded", token)).isEqualTo(200);
        gateway.manage("DELETE", "/functions/leaky");
        await("the instance ends")
                .atMost(Duration.ofSeconds(30))
                .until(() -> withToken(gateway, "/function/guarded", token) == 401);
        assertThat(gateway.called().log().text()).doesNotContain(token);
    }

    @Test
    void functionsOfAllLanguagesOwnInTurnAndWhoStalledIsKeptFromHarm(Gateway gateway, @TempDir Path folder)
            throws Exception {
        assumeTrue(gateway.runs("node") && gateway.runs("python"), "there is no Node.js or no Python here");
        gateway.deployed("own-java", FunctionJar.compiled(folder, "Own", OwningFunctions.JAVA), OwningFunctions.SPEC);
        gateway.deployed(
                "own-node", Files.writeString(folder.resolve("own.mjs"), OwningFunctions.NODE), OwningFunctions.SPEC);
        gateway.deployed(
                "own-python",
                Files.writeString(folder.resolve("own.py"), OwningFunctions.PYTHON),
                OwningFunctions.SPEC);

        List<CompletableFuture<String>> met = Stream.of("own-java", "own-node", "own-python")
                .map(function -> CompletableFuture.supplyAsync(() -> asked(gateway, function, "meet")))
                .toList();
        assertThat(met)
                .allSatisfy(one ->
                        assertThat(one).succeedsWithin(Duration.ofSeconds(40)).isEqualTo("open true"));
        long first = Long.parseLong(asked(gateway, "own-java", "hold"));
        assertThat(asked(gateway, "own-java", "act")).isEqualTo("done");
        signal("KILL", process(gateway, "own-java"));
        long second = Long.parseLong(asked(gateway, "own-node", "hold"));
        assertThat(second).isGreaterThan(first);
        String stalled = process(gateway, "own-node");
        signal("STOP", stalled);
        long third = Long.parseLong(asked(gateway, "own-python", "hold"));
        assertThat(third).isGreaterThan(second);
        assertThat(asked(gateway, "own-python", "act")).isEqualTo("done");
        signal("CONT", stalled);

        assertThat(asked(gateway, "own-node", "act")).isEqualTo("lease_lost");
        assertThat(asked(gateway, "own-node", "late?" + second)).isEqualTo("token_stale");
        assertThat(asked(gateway, "own-python", "act")).isEqualTo("done");
        assertThat(Gateway.json(gateway.send(
                                gateway.managed("/ownership/locks/turns").build()))
                        .getAsJsonArray("holders")
                        .get(0)
                        .getAsJsonObject()
                        .get("who")
                        .getAsString())
                .startsWith("own-python/r");
        assertThat(asked(gateway, "own-python", "release")).isEqualTo("done");
    }

    private static String asked(Gateway gateway, String function, String what) {
        return gateway.get("/function/" + function + "/" + what).body().strip();
    }

    private static String process(Gateway gateway, String function) {
        return gateway.describe(function)
                .getAsJsonArray("instances")
                .get(0)
                .getAsJsonObject()
                .get("pid")
                .getAsString();
    }

    private static void signal(String name, String process) throws Exception {
        ProgramRun kill = ProgramRun.of(new ProcessBuilder("kill", "-" + name, process), Duration.ofSeconds(10));
        assertThat(kill.exitCode()).as(kill.out()).isZero();
    }

    private static int withToken(Gateway gateway, String path, String token) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri(path))
                        .header("Authorization", "Bearer " + token)
                        .build())
                .statusCode();
    }
}
