package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one shared folder: what one has acknowledged holds at the other, whichever of them is killed. */
@Timeout(300)
class TwoGatewaysTest {

    private static final Path HELLO = Gateway.example("hello");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Gateway one;

    @SuppressWarnings("NullAway.Init")
    private static Gateway two;

    @BeforeAll
    static void startBothAtOnceOnAFolderThatIsNotThere() {
        CompletableFuture<Gateway> first = CompletableFuture.supplyAsync(() -> start("one"));
        two = start("two");
        one = first.join();
    }

    private static Gateway start(String home) {
        return Gateway.start(
                folder.resolve(home),
                Gateway.settings(
                        "sluice.shared-folder", folder.resolve("shared").toString(), "sluice.shard-lease", "5s"));
    }

    @AfterEach
    void neitherComplained() {
        one.log().assertQuiet();
        two.log().assertQuiet();
    }

    @AfterAll
    static void end() {
        try (Gateway _ = one;
                Gateway _ = two) {
            assertThat(folder.resolve("one/catalog")).doesNotExist();
            assertThat(folder.resolve("two/admin.token")).doesNotExist();
        }
    }

    @Test
    void whatIsDeployedRolledBackAndDeletedAtOneIsSoAtTheOther() {
        one.deployed("both", HELLO, "env.N=1");
        awaitVersion(two, "both", 1);
        two.deployed("both", HELLO, "env.N=2");
        awaitVersion(one, "both", 2);

        one.manage("POST", "/functions/both/rollback", "application/json", "{\"version\": 1}");
        awaitVersion(two, "both", 1);
        assertThat(two.describe("both").get("version").getAsInt()).isEqualTo(1);

        assertThat(two.manage("DELETE", "/functions/both").statusCode()).isEqualTo(204);
        await().atMost(SOON).until(() -> one.get("/function/both").statusCode() == 404);
        assertThat(one.manage("GET", "/functions/both").statusCode()).isEqualTo(404);

        one.deployed("both", Gateway.example("misbehave"), "handler=" + OutcomeTest.PACKAGE + "Misbehave");
        await().atMost(SOON).until(() -> two.get("/function/both/").body().equals("fine\n"));
    }

    /** Who holds a lock at one and stalls for longer than his lease finds out whatever he does next. */
    @Test
    void aLockWhoseHolderStallsIsPassedToWhoWaitsAtTheOtherGatewayAndTheLateOneIsToldApart() {
        String lock = "/ownership/locks/nightly";
        long late = token(one.manage("POST", lock + "?who=late&lease=1s"));
        long next = token(two.manage("POST", lock + "?who=next&lease=60s&wait=60s"));

        assertThat(next).isGreaterThan(late);
        assertThat(one.manage("PUT", lock + "/" + late).body()).contains("lease_lost", "'next' with the token " + next);
        assertThat(one.manage("DELETE", lock + "/" + late).body()).contains("not_held");
        assertThat(two.manage("PUT", "/ownership/keys/result?token=" + next, "text/plain", "new")
                        .statusCode())
                .isEqualTo(200);
        assertThat(one.manage("PUT", "/ownership/keys/result?token=" + late, "text/plain", "old")
                        .body())
                .contains("token_stale");
        assertThat(one.manage("GET", "/ownership/keys/result").body()).contains("\"value\":\"new\"");
        assertThat(one.manage("DELETE", lock + "/" + next).statusCode()).isEqualTo(204);
        assertThat(two.manage("GET", lock).body()).contains("\"holders\":[]");
    }

    private static long token(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Gateway.json(answer).get("token").getAsLong();
    }

    @Test
    void whoDeploysAtOneAndThenAtTheOtherMeetsWhatIsThere() {
        for (int i = 1; i <= 6; i += 2) {
            assertThat(one.deployed("turns", HELLO, "env.N=" + i).get("version").getAsInt())
                    .isEqualTo(i);
            assertThat(two.deployed("turns", HELLO, "env.N=" + (i + 1))
                            .get("version")
                            .getAsInt())
                    .isEqualTo(i + 1);
        }
    }

    @Test
    void ofTwoWhoDeployTheSameFunctionAtOnceEachIsToldTheTruth() {
        List<Integer> acknowledged = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> deployMany(two, "race", 5, acknowledged));
        deployMany(one, "race", 5, acknowledged);
        other.join();

        assertThat(acknowledged).isNotEmpty().doesNotHaveDuplicates();
        assertThat(versions(one, "race")).containsAll(acknowledged).isEqualTo(versions(two, "race"));
        int live = one.describe("race").get("version").getAsInt();
        awaitVersion(one, "race", live);
        awaitVersion(two, "race", live);
    }

    private static void deployMany(Gateway gateway, String name, int times, List<Integer> acknowledged) {
        for (int i = 0; i < times; i++) {
            HttpResponse<String> answer = gateway.deploy(name, HELLO, "env.N=" + gateway.port() + "-" + i);
            if (answer.statusCode() == 409) {
                assertThat(answer.body()).contains("changed_meanwhile");
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
                acknowledged.add(Gateway.json(answer).get("version").getAsInt());
            }
        }
    }

    @Test
    void aSecretThatIsRenewedAtOneIsRenewedAtTheOther() {
        one.manage("PUT", "/secrets/key", "text/plain", "old");
        String guard = "spec=decorators:\n  - auth: {apiKey: {keys: [key]}}\n";
        one.deployed("guarded", HELLO, "secret.KEY=key", guard);
        await().atMost(SOON).until(() -> status(two, "old") == 200);
        Set<String> before = instances(two, "guarded");

        one.manage("PUT", "/secrets/key", "text/plain", "new");

        assertThat(status(one, "new")).isEqualTo(200);
        await().atMost(SOON).until(() -> status(two, "new") == 200 && status(two, "old") == 401);
        await().atMost(SOON)
                .until(() -> status(two, "new") == 200
                        && instances(two, "guarded").stream().noneMatch(before::contains));
        assertThat(two.manage("DELETE", "/secrets/key").statusCode()).isEqualTo(409);
    }

    private static int status(Gateway gateway, String key) {
        return gateway.post("/function/guarded", "Ada", "X-API-Key", key).statusCode();
    }

    @Test
    void secondFactorsAreThoseOfBoth() {
        String user = "{\"app\": false, \"address\": \"+49 30 1\"}";
        assertThat(one.manage("PUT", "/two-factor/users/ann", "application/json", user)
                        .statusCode())
                .isEqualTo(201);

        assertThat(two.manage("GET", "/two-factor/users").body()).contains("\"ann\"");
        assertThat(two.manage("PUT", "/two-factor/users/ann", "application/json", user)
                        .statusCode())
                .isEqualTo(409);
        assertThat(two.manage("DELETE", "/two-factor/users/ann").statusCode()).isEqualTo(204);
        assertThat(one.manage("GET", "/two-factor/users").body()).doesNotContain("\"ann\"");
    }

    @Test
    void whicheverIsKilledNothingThatWasAcknowledgedIsLostAndTheOtherGoesOn() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int last = one.deployed("lasting", HELLO, "env.N=0").get("version").getAsInt();
        for (int round = 0; round < 2; round++) {
            Gateway killed = round % 2 == 0 ? one : two;
            Gateway other = round % 2 == 0 ? two : one;
            List<Integer> acknowledged = new CopyOnWriteArrayList<>(List.of(last));
            String mark = "env.N=" + round + "-";
            CompletableFuture<Void> deploying = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 1_000; i++) {
                    try {
                        acknowledged.add(killed.deployed("lasting", HELLO, mark + i)
                                .get("version")
                                .getAsInt());
                    } catch (UncheckedIOException e) {
                        return; // It is dead.
                    }
                }
            });
            int enough = 2 + random.nextInt(3);
            await().atMost(SOON).until(() -> acknowledged.size() > enough || deploying.isDone());
            killed.kill9();
            deploying.join();

            int told = acknowledged.getLast();
            assertThat(versions(other, "lasting")).as("seed " + seed).containsAll(acknowledged);
            int live = other.describe("lasting").get("version").getAsInt();
            assertThat(live).as("seed " + seed).isBetween(told, told + 1);
            awaitVersion(other, "lasting", live);
            last = other.deployed("lasting", HELLO, "env.N=" + round)
                    .get("version")
                    .getAsInt();
            assertThat(last).isEqualTo(live + 1);
            killed.restart();
            awaitVersion(killed, "lasting", last);
            assertThat(versions(killed, "lasting")).isEqualTo(versions(other, "lasting"));
        }
        try (var files = Files.list(folder.resolve("shared/artifacts"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no rubbish once both have started again")
                    .noneMatch(name -> name.startsWith(".unfinished-"));
        }
    }

    /** Two owners of a shard never have the same token, whether the former one was killed, or stands still together with its gateway. */
    @Test
    void aShardHasOneOwnerAtBothAndTheNextOneHasAGreaterToken() throws Exception {
        Path source = Files.writeString(folder.resolve("Ledger.java"), LEDGER);
        one.deployed("ledger", source, "spec={affinity: {by: header X-Account, shards: 2, exclusive: true}}");
        awaitDeployed(two, "ledger");
        long first = owner(one);

        HttpResponse<String> elsewhere = ledger(two);
        assertThat(elsewhere.statusCode()).as(elsewhere.body()).isEqualTo(503);
        assertThat(elsewhere.body())
                .contains("shard_elsewhere", "of ledger is owned at http://127.0.0.1:" + one.port());

        kill("-KILL", pidOfInstance(one));
        long second = owner(one);
        assertThat(second).isGreaterThan(first);

        one.log().expect("has been blocked for");
        kill("-STOP", one.pid());
        long third;
        try {
            third = owner(two);
        } finally {
            kill("-CONT", one.pid());
        }
        assertThat(third).isGreaterThan(second);
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> late = ledger(one);
            assertThat(late.statusCode()).as(late.body()).isEqualTo(503);
            assertThat(late.body()).contains("shard_elsewhere");
        }
        assertThat(owner(two)).isEqualTo(third);
    }

    /** Both ask the same processes, of which any may be killed, and which end with the function. */
    @Test
    void aShardedCacheIsOneForBothAndLosesNothingWithAReplica() {
        one.log().expect("of the cache of 'kept' has gone");
        two.log().expect("of the cache of 'kept' has gone");
        one.deployed("kept", HELLO, "spec=decorators: [{cache: {ttl: 1h, shards: 1, replicas: 2}}]");
        awaitDeployed(two, "kept");

        await().atMost(SOON)
                .until(() -> isKept(one) && isKept(two) && madeAt(one).equals(madeAt(two)));
        List<JsonObject> before = cacheProcesses(one);
        assertThat(before)
                .hasSize(2)
                .allMatch(each -> each.get("state").getAsString().equals("connected"));
        String made = madeAt(one);
        ProcessHandle killed =
                ProcessHandle.of(before.getFirst().get("pid").getAsLong()).orElseThrow();
        killed.destroyForcibly();

        await().atMost(SOON)
                .until(() -> cacheProcesses(one).getFirst().get("ended").getAsInt() == 1);
        assertThat(isKept(one) && isKept(two)).isTrue();
        assertThat(madeAt(one)).isEqualTo(made).isEqualTo(madeAt(two));
        await().atMost(SOON).until(() -> cacheProcesses(one).getFirst().has("pid"));
        List<JsonObject> after = cacheProcesses(one);
        assertThat(after.getFirst().get("pid").getAsLong()).isNotEqualTo(killed.pid());
        assertThat(one.manage("GET", "/metrics").body())
                .contains(
                        "sluice_cache_shard_ended_total{function=\"kept\",namespace=\"default\",shard=\"0\",replica=\"0\"} 1.0");
        assertThat(one.manage("DELETE", "/functions/kept").statusCode()).isEqualTo(204);
        await().atMost(SOON)
                .until(() -> after.stream()
                        .noneMatch(each ->
                                ProcessHandle.of(each.get("pid").getAsLong()).isPresent()));
    }

    private static boolean isKept(Gateway gateway) {
        return gateway.get("/function/kept")
                .headers()
                .firstValue("Cache-Status")
                .filter(status -> status.contains("hit"))
                .isPresent();
    }

    private static String madeAt(Gateway gateway) {
        return gateway.get("/function/kept").headers().firstValue("Date").orElseThrow();
    }

    private static List<JsonObject> cacheProcesses(Gateway gateway) {
        return gateway.describe("kept").getAsJsonObject("caches").getAsJsonArray("first").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static final String LEDGER = """
            package a;

            import dev.sluice.function.Context;
            import dev.sluice.function.HttpHandler;
            import dev.sluice.function.Request;
            import dev.sluice.function.Response;

            public class Ledger implements HttpHandler {
                @Override
                public Response handle(Request request, Context context) {
                    long token = context.shard().orElseThrow().token().orElseThrow();
                    return Response.text(token + " " + request.header("Sluice-Shard-Token").orElse("none"));
                }
            }
            """;

    private static HttpResponse<String> ledger(Gateway gateway) {
        return gateway.post("/function/ledger", "", "X-Account", "ann");
    }

    /** Waits until the shard is owned there; the token, which the instance and its call have in common. */
    private static long owner(Gateway gateway) {
        List<String> tokens = new ArrayList<>();
        await().atMost(SOON).until(() -> {
            HttpResponse<String> answer = ledger(gateway);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 429, 502, 503);
            if (answer.statusCode() == 200) {
                tokens.addAll(List.of(answer.body().strip().split(" ")));
            }
            return answer.statusCode() == 200;
        });
        assertThat(tokens.getFirst()).isEqualTo(tokens.getLast());
        return Long.parseLong(tokens.getFirst());
    }

    private static void awaitDeployed(Gateway gateway, String name) {
        await().atMost(SOON)
                .until(() -> gateway.manage("GET", "/functions/" + name).statusCode() == 200);
    }

    private static long pidOfInstance(Gateway gateway) {
        return gateway.describe("ledger").getAsJsonArray("instances").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(instance -> instance.get("state").getAsString().equals("ready"))
                .findFirst()
                .orElseThrow()
                .get("pid")
                .getAsLong();
    }

    private static void kill(String signal, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitVersion(Gateway gateway, String name, int version) {
        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> answer = gateway.get("/function/" + name);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Sluice-Version")).hasValue("" + version);
        });
    }

    private static List<Integer> versions(Gateway gateway, String name) {
        JsonObject answer = Gateway.json(gateway.manage("GET", "/functions/" + name + "/versions"));
        List<Integer> numbers = new ArrayList<>();
        for (JsonElement version : answer.getAsJsonArray("versions")) {
            numbers.add(version.getAsJsonObject().get("version").getAsInt());
        }
        return numbers;
    }

    private static Set<String> instances(Gateway gateway, String name) {
        return gateway.describe(name).getAsJsonArray("instances").asList().stream()
                .map(instance -> instance.getAsJsonObject().get("id").getAsString())
                .collect(Collectors.toSet());
    }
}
