package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResourceManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(ManagementProfile.class)
@Timeout(60)
class OwnershipApiTest {

    private final Management management = Management.ofThisTest();

    @Test
    void allThatIsHeldIsListed() throws Exception {
        long ann = acquired("/ownership/locks/listed?who=ann&lease=30s");

        var locks = management.get("/ownership/locks").json().at("/locks");
        var listed = StreamSupport.stream(locks.spliterator(), false)
                .filter(lock -> lock.at("/name").asText().equals("listed"))
                .findFirst()
                .orElseThrow();

        assertThat(listed.at("/holders/0/who").asText()).isEqualTo("ann");
        assertThat(listed.at("/holders/0/token").asLong()).isEqualTo(ann);
        assertThat(management.get("/ownership/things").status()).isEqualTo(404);
        assertThat(management.delete("/ownership/locks/listed/" + ann).status()).isEqualTo(204);
        assertThat(management.get("/ownership/locks").json().at("/locks").toString())
                .doesNotContain("listed");
    }

    @Test
    void aLockIsPassedOnWithAGreaterToken() throws Exception {
        long ann = acquired("/ownership/locks/passed?who=ann&lease=30s");

        var refused = management.post("/ownership/locks/passed?who=bob", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/reason")).isEqualTo("held_by_others");
        assertThat(refused.text("/detail"))
                .isEqualTo("The lock 'passed' is held by 'ann' with the token " + ann + ", and 0 wait for it: wait too,"
                        + " with wait=30s, or follow=true, or try later.");
        var bob = later("/ownership/locks/passed?who=bob&wait=30s");
        waiting("/ownership/locks/passed", 1);

        assertThat(management.delete("/ownership/locks/passed/" + ann).status()).isEqualTo(204);

        long token = bob.get(20, TimeUnit.SECONDS).json().at("/token").asLong();
        assertThat(token).isGreaterThan(ann);
        var late = management.delete("/ownership/locks/passed/" + ann);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/detail"))
                .isEqualTo("The lock 'passed' is not held with the token " + ann
                        + ", so nothing was released: its lease"
                        + " ran out, or it was released before. Now it is held by 'bob' with the token " + token + ".");
        var lost = management.send("PUT", "/ownership/locks/passed/" + ann, noBody(), "");
        assertThat(lost.text("/reason")).isEqualTo("lease_lost");
        assertThat(lost.text("/detail"))
                .isEqualTo("The lock 'passed' is not held with the token " + ann + ": its lease ran out, or it was"
                        + " released. Now it is held by 'bob' with the token " + token
                        + ". Stop what it protects, and acquire it anew.");
        assertThat(management
                        .send("PUT", "/ownership/locks/passed/" + token, noBody(), "")
                        .text("/lease"))
                .isEqualTo("15s");
    }

    @Test
    void aClientThatHangsUpLeavesTheQueue() throws Exception {
        for (String how : new String[] {"wait=60s", "follow=true"}) {
            String lock = "/ownership/locks/hung-" + how.charAt(0);
            long ann = acquired(lock + "?who=ann&lease=60s");
            try (Socket client = asked("POST " + lock + "?" + how)) {
                assertThat(client.isConnected()).isTrue();
                waiting(lock, 1);
            }
            waiting(lock, 0);
            assertThat(management.delete(lock + "/" + ann).status()).isEqualTo(204);
            assertThat(management.get(lock).json().at("/holders")).isEmpty();
        }
    }

    @Test
    void whoFollowsALockThatOthersHoldIsToldWhenItIsHis() throws Exception {
        long ann = acquired("/ownership/locks/followed?who=ann&lease=60s");
        try (Socket client = asked("POST /ownership/locks/followed?follow=true&who=bob")) {
            waiting("/ownership/locks/followed", 1);
            management.delete("/ownership/locks/followed/" + ann);

            assertThat(lineWith(client, "data: ")).contains("\"token\":").contains("\"name\":\"followed\"");
        }
        assertThat(management.get("/ownership/locks/followed").text("/holders/0/who"))
                .isEqualTo("bob");
    }

    @Test
    void aLeaderIsFollowed() throws Exception {
        long one = acquired("/ownership/elections/boss?who=one&value=host-1:9000");
        var next = later("GET", "/ownership/elections/boss?after=" + one + "&wait=30s");
        try (Socket client = asked("GET /ownership/elections/boss?follow=true")) {
            assertThat(lineWith(client, "host-1:9000")).contains("\"who\":\"one\"");
            management.delete("/ownership/elections/boss/" + one);
            long two = acquired("/ownership/elections/boss?who=two&value=host-2:9000&wait=10s");

            assertThat(lineWith(client, "host-2:9000")).contains("\"token\":" + two);
        }
        assertThat(next.get(20, TimeUnit.SECONDS).json().at("/name").asText()).isEqualTo("boss");
    }

    @Test
    void aSemaphoreHasItsPermits() {
        acquired("/ownership/semaphores/pool?permits=2");
        acquired("/ownership/semaphores/pool?permits=2");

        assertThat(management.post("/ownership/semaphores/pool?permits=2", "").text("/reason"))
                .isEqualTo("held_by_others");
        var other = management.post("/ownership/semaphores/pool?permits=3", "");
        assertThat(other.text("/detail"))
                .isEqualTo("Those who use the semaphore 'pool' now say that it has permits=2: say the same, or wait"
                        + " until nobody uses it.");
    }

    @Test
    void aKeyIsChangedByWhoKnowsIt() {
        var first = management.put("/ownership/keys/leader?ifVersion=0", "ann, 100 %");
        long version = first.json().at("/version").asLong();

        assertThat(management.get("/ownership/keys/leader").text("/value")).isEqualTo("ann, 100 %");
        var again = management.put("/ownership/keys/leader?ifVersion=0", "bob");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/detail"))
                .isEqualTo("The key 'leader' has the version " + version
                        + " and maybe another value than you think, so nothing was changed: read it again.");
        assertThat(management.put("/ownership/keys/none?ifValue=x", "y").text("/detail"))
                .isEqualTo(
                        "There is no key 'none', so nothing was changed: make it with ifVersion=0, which is only done"
                                + " where there is none.");
        assertThat(management
                        .put("/ownership/keys/leader?ifValue=ann,%20100%20%25&token=9", "bob")
                        .status())
                .isEqualTo(200);
        assertThat(management.put("/ownership/keys/leader?token=7", "late").text("/detail"))
                .isEqualTo("The key 'leader' was written with the token 9, and yours is 7: somebody else has held the"
                        + " lock since. Stop what it protects, and acquire it anew.");
        assertThat(management.get("/ownership/keys").response().body()).contains("\"leader\"");
        assertThat(management.delete("/ownership/keys/leader").status()).isEqualTo(204);
        assertThat(management.get("/ownership/keys/leader").text("/reason")).isEqualTo("no_such_key");
        assertThat(management.delete("/ownership/keys/leader").status()).isEqualTo(404);
    }

    @Test
    void whoWaitsForAKeyIsToldOfItsChangeAndOfItsExpiry() throws Exception {
        var made = later("GET", "/ownership/keys/waited?after=0&wait=30s");
        long version = management
                .put("/ownership/keys/waited?ttl=1s", "x")
                .json()
                .at("/version")
                .asLong();
        assertThat(made.get(20, TimeUnit.SECONDS).text("/value")).isEqualTo("x");

        var gone = later("GET", "/ownership/keys/waited?after=" + version + "&wait=30s");

        assertThat(gone.get(20, TimeUnit.SECONDS).text("/reason")).isEqualTo("no_such_key");
    }

    @Test
    void aBarrierOpensForAll() throws Exception {
        var first = later("/ownership/barriers/stage?party=a&parties=2&wait=30s");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> management
                        .get("/ownership/barriers/stage")
                        .response()
                        .body()
                        .contains("[\"a\"]"));
        assertThat(management
                        .post("/ownership/barriers/stage?party=b&parties=3", "")
                        .text("/detail"))
                .isEqualTo("Those who wait at the barrier 'stage' say parties=2: say the same, or wait until it has"
                        + " opened.");

        var second = management.post("/ownership/barriers/stage?party=b&parties=2", "");

        assertThat(second.json().at("/open").asBoolean()).isTrue();
        assertThat(first.get(20, TimeUnit.SECONDS).json().at("/open").asBoolean())
                .isTrue();
        assertThat(management.delete("/ownership/barriers/stage").status()).isEqualTo(204);
    }

    @Test
    void eachMistakeIsTold() {
        assertThat(mistake("POST", "/ownership/locks/a?lease=200ms"))
                .isEqualTo("lease is '200ms'. Allowed is from 1s, since each renewal waits for the disk, to 1h.");
        assertThat(mistake("POST", "/ownership/locks/a?wait=2m"))
                .isEqualTo("wait is '2m'. Allowed is a whole number with a unit, as in 500ms, 30s, 2m or 1h, up to 60s;"
                        + " who waits longer asks again, or follows.");
        assertThat(mistake("POST", "/ownership/locks/a?permits=2"))
                .isEqualTo("permits is '2'. Allowed is a whole number from 1 to 1.");
        assertThat(mistake("POST", "/ownership/locks/a?who=" + "x".repeat(101)))
                .isEqualTo("who has 101 bytes in UTF-8. Allowed are at most 100.");
        assertThat(mistake("POST", "/ownership/locks/a~b"))
                .isEqualTo("'a~b' cannot be the name of a lock. Allowed: 1 to 64 letters, digits, '-', '_' and '.'.");
        assertThat(mistake("PUT", "/ownership/locks/a/first"))
                .isEqualTo("The token is 'first'. Allowed is a whole number, as an answer told it.");
        assertThat(mistake("PUT", "/ownership/keys/a?ifVersion=1&ifValue=x"))
                .isEqualTo("Say ifVersion or ifValue, and not both: a version says more.");
        assertThat(mistake("PUT", "/ownership/keys/a?ttl=0s"))
                .isEqualTo("ttl is '0s'. Allowed is more than nothing; without it the key stays.");
        assertThat(mistake("POST", "/ownership/barriers/a?party=a"))
                .isEqualTo("Say who comes, and how many must: party=a&parties=3. A party has 1 to 64 letters, digits,"
                        + " '-', '_' and '.'; there may be 500.");
        assertThat(management.post("/ownership/mutexes/a", "").text("/detail"))
                .isEqualTo("There is nothing at /ownership/mutexes. What can be owned is below /ownership/keys, locks,"
                        + " semaphores, elections and barriers.");
        var tooLong = management.put("/ownership/keys/a", "x".repeat(16 * 1024 + 1));
        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(tooLong.text("/detail"))
                .isEqualTo("The value has more than 16 KiB, the most that a key may have: keep it elsewhere, and its"
                        + " address here.");
    }

    private String mistake(String method, String path) {
        var answer = management.send(method, path, noBody(), "");
        assertThat(answer.status()).as(path).isEqualTo(400);
        return answer.text("/detail");
    }

    private long acquired(String path) {
        var answer = management.post(path, "");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json().at("/token").asLong();
    }

    private CompletableFuture<Management.Answer> later(String path) {
        return later("POST", path);
    }

    private CompletableFuture<Management.Answer> later(String method, String path) {
        CompletableFuture<Management.Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> answer.complete(management.send(method, path, noBody(), "")));
        return answer;
    }

    private void waiting(String lock, int many) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> management.get(lock).json().at("/waiting").asInt() == many);
    }

    private static BodyPublisher noBody() {
        return BodyPublishers.noBody();
    }

    private static Socket asked(String call) throws IOException {
        URI uri = URI.create(TestHTTPResourceManager.getUri());
        Socket client = new Socket(uri.getHost(), uri.getPort());
        client.setSoTimeout(20_000);
        OutputStream out = client.getOutputStream();
        out.write((call + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nAuthorization: Bearer "
                        + ManagementProfile.TOKEN + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return client;
    }

    private static String lineWith(Socket client, String part) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("no line with " + part);
    }
}
