package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events under faults, on a real broker: gateways, the broker and runners are killed at random while events are published and calls
 * accepted, some slow, some poisonous, and each third call fails. Each item is counted by its name. {@code -Dsluice.e2e.faults=N}
 * takes N faults, up to 30, in place of a few, and {@code -Dsluice.e2e.seed=S} those of another run.
 */
@Timeout(1_800)
class FaultsTest {

    private static final int FAULTS = Integer.getInteger("sluice.e2e.faults", 4);
    private static final int MOST_WAITING = 300;
    private static final int MOST_SENT = 2_000 * FAULTS;
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** What a gateway may say of what was done to it. */
    private static final List<String> COMPLAINTS = List.of("The broker has ended");

    @TempDir
    private static Path folder;

    private static Path jar;

    private final long seed = Long.getLong("sluice.e2e.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<CompletableFuture<Void>> sending = new ArrayList<>();

    @BeforeAll
    static void build() throws IOException {
        jar = RecordedCalls.jar(folder);
    }

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings = Gateway.settings(more);
        settings.put("sluice.async.attempts", "30");
        settings.put("sluice.async.first-pause", "20ms");
        settings.put("sluice.async.longest-pause", "100ms");
        return settings;
    }

    private static void prepare(Gateway gateway, Path out) {
        HttpResponse<String> topic = gateway.manage(
                "PUT", "/topics/items", "application/json", "{\"partitions\":" + PublishedItems.PARTITIONS + "}");
        assertThat(topic.statusCode()).as(topic.body()).isEqualTo(201);
        gateway.deployed("recorder", jar, "env.OUT=" + out);
        String document = "apiVersion: sluice.dev/v1beta1\nkind: Trigger\nmetadata: {name: items}\nspec:\n"
                + "  function: recorder\n  topic: {name: items, from: earliest, concurrency: 32}\n"
                + "  retry: {attempts: 30, backoff: {first: 20ms, longest: 100ms}}\n";
        HttpResponse<String> trigger = gateway.manage("PUT", "/documents/trigger/items", "application/yaml", document);
        assertThat(trigger.statusCode()).as(trigger.body()).isEqualTo(201);
    }

    @Test
    void nothingThatWasAcknowledgedIsLostWhateverIsKilled() {
        System.out.println("FaultsTest: -Dsluice.e2e.seed=" + seed);
        Path out = folder.resolve("killed.calls");
        PublishedItems published = new PublishedItems("items", seed);
        AcceptedCalls accepted = new AcceptedCalls("recorder", seed);
        try (Gateway gateway = Gateway.start(folder.resolve("killed"), settings())) {
            COMPLAINTS.forEach(gateway.log()::expect);
            prepare(gateway, out);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> publishing = send(() -> {
                while (goesOn(over, published.acknowledged(), out, "k")) {
                    if (!published.sendMore(gateway)) {
                        awaitBroker(over, gateway);
                    }
                }
            });
            CompletableFuture<Void> calling = send(() -> {
                while (goesOn(over, accepted.accepted(), out, "c")) {
                    if (!accepted.sendMore(gateway)) {
                        awaitBroker(over, gateway);
                    }
                }
            });
            for (int i = 0; i < FAULTS; i++) {
                // Some come together.
                if (i < 3 || random.nextInt(3) > 0) {
                    awaitProgress(out);
                }
                // Each kind comes in each run.
                switch (i < 3 ? i : random.nextInt(3)) {
                    case 0 -> killRunner(gateway);
                    case 1 -> killBroker(gateway);
                    default -> {
                        gateway.kill9();
                        gateway.restart();
                    }
                }
            }
            awaitProgress(out);
            over.set(true);
            publishing.join();
            calling.join();

            Set<String> succeeded = accepted.succeeded(gateway);
            Map<String, List<String>> lanes = published.kept(gateway);
            awaitNothingBehind(gateway, out, lanes.values());
            RecordedCalls calls = RecordedCalls.of(out);
            assertThat(calls.ended()).as("seed " + seed).containsAll(succeeded);
            judge(gateway, calls, lanes.values());
            assertThat(calls.outOfTurn(accepted.lanes(), poisonous(accepted.lanes())))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    @Test
    void nothingIsLostWhileGatewaysJoinAndLeaveTheirGroup() {
        System.out.println("FaultsTest: -Dsluice.e2e.seed=" + seed);
        Path out = folder.resolve("storm.calls");
        PublishedItems published = new PublishedItems("items", seed);
        Map<String, String> settings =
                settings(Gateway.SHARED_FOLDER, folder.resolve("shared").toString());
        try (Gateway one = Gateway.start(folder.resolve("one"), settings);
                Gateway two = Gateway.start(folder.resolve("two"), settings)) {
            prepare(one, out);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> publishing = send(() -> {
                for (int i = 0; goesOn(over, published.acknowledged(), out, "k"); i++) {
                    published.sendMore(i % 2 == 0 ? one : two);
                }
            });
            for (int i = 0; i < FAULTS / 2; i++) {
                awaitProgress(out);
                Gateway leaves = i % 2 == 0 ? two : one;
                if (random.nextBoolean()) {
                    leaves.kill9();
                } else {
                    leaves.stop();
                }
                if (random.nextBoolean()) {
                    awaitProgress(out);
                }
                leaves.restart();
            }
            awaitProgress(out);
            over.set(true);
            publishing.join();

            Map<String, List<String>> lanes = published.kept(one);
            awaitNothingBehind(one, out, lanes.values());
            judge(one, RecordedCalls.of(out), lanes.values());
        }
    }

    /** Whether there is more to be sent; waits while there is much that is not done. */
    private static boolean goesOn(AtomicBoolean over, int sent, Path out, String begin) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> over.get()
                        || sent
                                        - RecordedCalls.of(out).ended().stream()
                                                .filter(item -> item.startsWith(begin))
                                                .count()
                                < MOST_WAITING);
        return !over.get() && sent < MOST_SENT;
    }

    private static void awaitBroker(AtomicBoolean over, Gateway gateway) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        over.get() || gateway.manage("GET", "/topics/items").statusCode() == 200);
    }

    private void awaitProgress(Path out) {
        int enough = RecordedCalls.of(out).size() + 100 + random.nextInt(400);
        await("calls are made; seed " + seed)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    // One that has failed says why.
                    sending.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
                    return RecordedCalls.of(out).size() >= enough;
                });
    }

    private CompletableFuture<Void> send(Runnable sender) {
        CompletableFuture<Void> sent = CompletableFuture.runAsync(sender);
        sending.add(sent);
        return sent;
    }

    private static void killBroker(Gateway gateway) {
        JsonElement pid = Gateway.json(gateway.manage("GET", "/pool"))
                .getAsJsonObject("broker")
                .get("pid");
        if (pid != null && !pid.isJsonNull()) {
            ProcessHandle.of(pid.getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static void killRunner(Gateway gateway) {
        for (JsonElement instance : gateway.describe("recorder").getAsJsonArray("instances")) {
            ProcessHandle.of(instance.getAsJsonObject().get("pid").getAsLong())
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static Set<String> poisonous(Iterable<List<String>> lanes) {
        Set<String> poisonous = new HashSet<>();
        lanes.forEach(
                lane -> lane.stream().filter(item -> item.endsWith("poison")).forEach(poisonous::add));
        return poisonous;
    }

    private void awaitNothingBehind(Gateway gateway, Path out, Collection<List<String>> lanes) {
        long good = lanes.stream()
                .flatMap(List::stream)
                .filter(item -> !item.endsWith("poison"))
                .count();
        await("all items are done; seed " + seed)
                .atMost(PATIENCE)
                .until(() -> RecordedCalls.of(out).ended().stream()
                                .filter(item -> item.startsWith("k"))
                                .count()
                        >= good);
        await("nothing is behind; seed " + seed)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    JsonObject status = Gateway.json(gateway.manage("GET", "/documents/trigger/items/status"));
                    return status.get("state").getAsString().equals("running")
                            && status.get("lag").getAsLong() == 0
                            && letters(gateway).containsAll(poisonous(lanes));
                });
    }

    /** All that is in the topic is done, or a dead letter if it is poison; what was done again was told so, and each key is in order. */
    private void judge(Gateway gateway, RecordedCalls calls, Collection<List<String>> lanes) {
        Set<String> poisonous = poisonous(lanes);
        Set<String> good = lanes.stream()
                .flatMap(List::stream)
                .filter(item -> !poisonous.contains(item))
                .collect(Collectors.toSet());
        assertThat(calls.ended()).as("seed " + seed).containsAll(good);
        assertThat(letters(gateway)).as("seed " + seed).isEqualTo(poisonous);
        assertThat(calls.repeatedUntold()).as("seed " + seed).isEmpty();
        assertThat(calls.outOfTurn(lanes, poisonous)).as("seed " + seed).isEmpty();
    }

    /** The items of the trigger's dead letters. */
    private static Set<String> letters(Gateway gateway) {
        Set<String> items = new HashSet<>();
        for (JsonElement line :
                Gateway.json(gateway.manage("GET", "/dead-letters?limit=1000")).getAsJsonArray("deadLetters")) {
            JsonObject letter = line.getAsJsonObject();
            if (letter.get("from").getAsString().startsWith("trigger ")) {
                String id = letter.get("id").getAsString();
                String value = Gateway.json(gateway.manage("GET", "/dead-letters/" + id))
                        .getAsJsonObject("message")
                        .get("value")
                        .getAsString();
                items.add(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
            }
        }
        return items;
    }
}
