package dev.sluice.function.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.function.ownership.PlayedGateway.Answer;
import dev.sluice.function.ownership.PlayedGateway.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OwnershipTest {

    private static final Answer HELD = Answer.ok("{\"name\":\"nightly\",\"token\":17,\"lease\":\"1s\"}");
    private static final HoldOptions SHORT = HoldOptions.DEFAULT.lease(Duration.ofSeconds(1));
    private static final long LEASE = Duration.ofSeconds(1).toNanos();

    private PlayedGateway gateway;

    @BeforeEach
    void open() throws IOException {
        gateway = new PlayedGateway(request -> request.verb().equals("DELETE") ? new Answer(204, "") : HELD);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private Request asked(String verb) throws InterruptedException {
        Request request = gateway.next();
        assertThat(request.verb()).isEqualTo(verb);
        return request;
    }

    @Test
    void aLockIsAcquiredRenewedAndReleased() throws Exception {
        Hold hold = gateway.client().lock("nightly", SHORT.who("ann b").waiting(Duration.ZERO));
        try (hold) {
            assertThat(hold.token()).isEqualTo(17);
            Request acquired = asked("POST");
            assertThat(acquired.target())
                    .isEqualTo("/namespaces/team-a/ownership/locks/nightly?lease=1000ms&wait=0ms&who=ann%20b");
            assertThat(acquired.authorization()).isEqualTo("Bearer of-the-instance");
            Request first = asked("PUT");
            assertThat(first.target()).isEqualTo("/namespaces/team-a/ownership/locks/nightly/17");
            assertThat(first.nanos() - acquired.nanos()).isLessThan(LEASE * 3 / 4);
            asked("PUT");
            asked("PUT");
            assertThat(hold.isHeld()).isTrue();
        }

        assertThat(asked("DELETE").target()).isEqualTo("/namespaces/team-a/ownership/locks/nightly/17");
        assertThat(hold.isHeld()).isFalse();
    }

    @Test
    void whatIsNotRenewedIsLostBeforeOthersCanOwnIt() throws Exception {
        gateway.answer(request -> request.verb().equals("POST")
                ? HELD
                : Answer.problem(503, "ownership_unavailable", "Keyed state did not answer."));
        CompletableFuture<Long> lost = new CompletableFuture<>();

        Hold hold = gateway.client().lock("nightly", SHORT.onLoss(() -> lost.complete(System.nanoTime())));

        long granted = asked("POST").nanos();
        assertThat(lost.get(10, TimeUnit.SECONDS) - granted).isLessThan(LEASE);
        assertThat(hold.isHeld()).isFalse();
        assertThatThrownBy(hold::token)
                .isInstanceOfSatisfying(
                        OwnershipException.class, e -> assertThat(e.reason()).isEqualTo("lease_lost"))
                .hasMessage(
                        "'nightly' is not held any more with the token 17: it was closed, or its lease was not renewed in time."
                                + " Stop what it protects, and acquire it anew.");
    }

    @Test
    void aGatewayThatAnswersNothingIsNotWaitedForLongerThanTheLeaseAllows() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        gateway.answer(request -> {
            if (request.verb().equals("PUT")) {
                await(end);
            }
            return HELD;
        });
        CompletableFuture<Long> lost = new CompletableFuture<>();

        Hold hold = gateway.client().lock("nightly", SHORT.onLoss(() -> lost.complete(System.nanoTime())));

        assertThat(lost.get(10, TimeUnit.SECONDS) - asked("POST").nanos()).isLessThan(LEASE);
        end.countDown();
        hold.close();
    }

    @Test
    void anAnswerThatBreaksOffIsNotWaitedForLongerThanTheLeaseAllows() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        gateway.answer(request -> request.verb().equals("PUT") ? new Answer(200, HELD.body(), end) : HELD);
        CompletableFuture<Long> lost = new CompletableFuture<>();

        Hold hold = gateway.client().lock("nightly", SHORT.onLoss(() -> lost.complete(System.nanoTime())));

        assertThat(lost.get(10, TimeUnit.SECONDS) - asked("POST").nanos()).isLessThan(LEASE);
        end.countDown();
        hold.close();
    }

    @Test
    void anAnswerOfSomethingElseIsNoRenewalAndTheLossIsTold() throws Exception {
        gateway.answer(request -> request.verb().equals("PUT") ? Answer.ok("<html>") : HELD);
        CompletableFuture<Long> lost = new CompletableFuture<>();

        try (Hold hold = gateway.client().lock("nightly", SHORT.onLoss(() -> lost.complete(System.nanoTime())))) {
            assertThat(lost.get(10, TimeUnit.SECONDS) - asked("POST").nanos()).isLessThan(LEASE);
            assertThat(hold.isHeld()).isFalse();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoIsToldThatOthersHoldItHasLostItAtOnce() throws Exception {
        gateway.answer(request -> request.verb().equals("POST") ? HELD : Answer.problem(409, "lease_lost", "Others."));
        CountDownLatch lost = new CountDownLatch(1);

        try (Hold hold = gateway.client()
                .lock(
                        "nightly",
                        HoldOptions.DEFAULT.lease(Duration.ofSeconds(3)).onLoss(lost::countDown))) {
            assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(hold.isHeld()).isFalse();
        }
    }

    @Test
    void whoHasWaitedLongRenewsAtOnceAndCountsFromThere() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        gateway.answer(request -> {
            if (request.verb().equals("POST")) {
                pass(never, Duration.ofMillis(600));
            }
            return HELD;
        });

        try (Hold hold = gateway.client().lock("nightly", SHORT)) {
            asked("POST");
            asked("PUT");
            assertThat(hold.isHeld()).isTrue();
        }
    }

    private static void pass(CountDownLatch never, Duration time) {
        try {
            assertThat(never.await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoDoesNotGetItIsToldWhy() {
        gateway.answer(
                request -> Answer.problem(409, "held_by_others", "The lock \\\"nightly\\\" is held by \\u00e4."));

        assertThatThrownBy(() -> gateway.client().lock("nightly", SHORT.waiting(Duration.ZERO)))
                .isInstanceOfSatisfying(
                        OwnershipException.class, e -> assertThat(e.reason()).isEqualTo("held_by_others"))
                .hasMessage("The lock \"nightly\" is held by \u00e4.");
    }

    @Test
    void permitsAndLeadersAreHeldLikeLocks() throws Exception {
        try (Hold permit = gateway.client().permit("pool", 3, SHORT.waiting(Duration.ZERO));
                Hold lead = gateway.client().lead("boss", "host-1:9000", SHORT.waiting(Duration.ZERO))) {
            assertThat(permit.name() + " " + lead.name()).isEqualTo("pool boss");
        }
        assertThat(asked("POST").target()).contains("/ownership/semaphores/pool?permits=3&");
        assertThat(asked("POST").target()).contains("/ownership/elections/boss?value=host-1%3A9000&");

        gateway.answer(request ->
                Answer.ok("{\"name\":\"boss\",\"permits\":1,\"holders\":[{\"who\":\"ann\",\"token\":9,\"lease\":\"1s\","
                        + "\"value\":\"a:1\"}],\"waiting\":0}"));
        assertThat(gateway.client().leader("boss")).contains(new Leader("ann", "a:1", 9));
        gateway.answer(request -> Answer.ok("{\"name\":\"boss\",\"permits\":1,\"holders\":[],\"waiting\":0}"));
        assertThat(gateway.client().nextLeader("boss", 9, Duration.ofSeconds(5)))
                .isEmpty();
    }

    @Test
    void keysAreReadWrittenAndWaitedFor() throws Exception {
        gateway.answer(request -> Answer.ok("{\"name\":\"k\",\"version\":5}"));
        long version = gateway.client()
                .put(
                        "a/b",
                        "v",
                        KeyOptions.ANY.ifVersion(4).ttl(Duration.ofSeconds(30)).token(17));
        Request put = asked("PUT");
        assertThat(version).isEqualTo(5);
        assertThat(put.target()).endsWith("/ownership/keys/a%2Fb?ttl=30000ms&ifVersion=4&token=17");
        assertThat(put.body()).isEqualTo("v");

        gateway.answer(
                request -> Answer.ok(
                        "{\"name\":\"k\",\"value\":\"v\\n\",\"version\":5,\"expiresAt\":\"2026-11-30T12:00:00Z\",\"token\":17}"));
        assertThat(gateway.client().nextValue("k", 4, Duration.ofSeconds(5)))
                .contains(new KeyValue(
                        "v\n", 5, Optional.of(Instant.parse("2026-11-30T12:00:00Z")), OptionalLong.of(17)));
        assertThat(asked("GET").target()).contains("/ownership/keys/k?after=4&wait=");

        gateway.answer(request -> Answer.problem(404, "no_such_key", "There is none."));
        assertThat(gateway.client().get("k")).isEmpty();
        assertThat(gateway.client().remove("k", KeyOptions.ANY)).isFalse();
        assertThatThrownBy(() -> KeyOptions.ANY.ifValue("a").ifVersion(1))
                .hasMessage("say ifVersion or ifValue, and not both: a version says more");
    }

    @Test
    void aBarrierIsComeToInPiecesWithTheGenerationThatWasTold() throws Exception {
        AtomicInteger times = new AtomicInteger();
        gateway.answer(request -> barrier(times.incrementAndGet() > 1));
        Party party = new Party("a", 3);

        assertThat(gateway.client().arrive("stage", party, Duration.ofMinutes(1)))
                .isEqualTo(new Barrier(true, 4, 3, List.of()));
        assertThat(asked("POST").target())
                .matches(".*/ownership/barriers/stage\\?party=a&parties=3&wait=(59|60)\\d{3}ms");
        assertThat(asked("POST").target()).contains("?party=a&parties=3&generation=4&wait=");

        gateway.answer(request -> barrier(false));
        assertThat(gateway.client().arrive("stage", party.generation(4), Duration.ZERO))
                .isEqualTo(new Barrier(false, 4, 3, List.of("a", "b")));
        assertThat(asked("POST").target()).endsWith("&generation=4&wait=0ms");
        gateway.answer(
                request -> Answer.ok("{\"name\":\"stage\",\"parties\":3,\"generation\":4,\"arrived\":[\"a\",\"b\"]}"));
        assertThat(gateway.client().barrier("stage")).isEqualTo(new Barrier(false, 4, 3, List.of("a", "b")));
        assertThatThrownBy(() -> new Party("a", 501)).hasMessage("parties is 501: allowed is 1 to 500");
    }

    private static Answer barrier(boolean open) {
        return Answer.ok("{\"name\":\"stage\",\"open\":" + open + ",\"generation\":4,\"parties\":3,\"arrived\":"
                + (open ? "[]" : "[\"a\",\"b\"]") + "}");
    }

    @Test
    void whatCannotBeAskedIsToldInASentence() {
        assertThatThrownBy(() -> Ownership.of(Map.of()).get("k"))
                .hasMessageStartingWith("The environment has no SLUICE_URL, so there is no platform to ask");
        gateway.close();
        assertThatThrownBy(() -> gateway.client().get("k"))
                .isInstanceOfSatisfying(
                        OwnershipException.class, e -> assertThat(e.reason()).isEqualTo("unreachable"))
                .hasMessageContaining("did not answer GET /ownership/keys/k, and whether it did it is not known");
    }

    @Test
    void whatIsNoGatewayIsToldToBeNone() {
        gateway.answer(request -> new Answer(502, "<html>{"));

        assertThatThrownBy(() -> gateway.client().get("k"))
                .hasMessage("What answered GET /ownership/keys/k with 502 is no gateway of the platform.");
    }
}
