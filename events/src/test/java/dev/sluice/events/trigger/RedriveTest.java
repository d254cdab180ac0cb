package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import dev.sluice.events.deadletter.LetterRecords;
import dev.sluice.events.kept.KeptTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Dead letters of triggers, tried again on a real broker. */
class RedriveTest extends TriggersOnBroker {

    private static Outcome threw() {
        return new Outcome.Threw(new FunctionError("X", "no", List.of()));
    }

    private static List<InvocationId> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }

    @Test
    void aLetterIsTriedAgainByItsTriggerAloneAsTheRecordThatItWas() throws Exception {
        apply("other", Map.of());
        TriggerGateway gateway = gateway();
        gateway.function = called -> called.value().equals("bad") ? threw() : new Outcome.Succeeded(200);
        publish("bad", "good");
        await().atMost(PATIENCE)
                .until(() -> gateway.letters().size() == 2 && gateway.values().size() == 6);
        DeadLetter letter = gateway.letters().stream()
                .filter(each -> each.work().toString().contains("trigger=ship"))
                .findFirst()
                .orElseThrow();
        String event = gateway.calls.stream()
                .filter(called -> called.value().equals("bad"))
                .findFirst()
                .orElseThrow()
                .id();

        gateway.function = _ -> new Outcome.Succeeded(200);
        assertThat(gateway.triggers.redrive(TRIGGER, List.of(letter.id()), gateway.letters))
                .isEqualTo(1);

        await().atMost(PATIENCE).until(() -> gateway.values().size() == 7);
        assertThat(gateway.calls.getLast()).isEqualTo(new TriggerGateway.Called(event, "bad", 1));
        assertThat(gateway.letters()).hasSize(1).doesNotContain(letter);
        await().atMost(PATIENCE).until(() -> gateway.triggers.redrivenWaiting(TRIGGER) == 0);
        assertThat(gateway.triggers.redrive(TRIGGER, List.of(letter.id()), gateway.letters))
                .isZero();
        assertThat(gateway.values()).hasSize(7);
    }

    @Test
    void whatFailsAgainIsTheSameLetterAgain() throws Exception {
        TriggerGateway gateway = gateway();
        gateway.function = _ -> threw();
        publish("bad");
        await().atMost(PATIENCE).until(() -> gateway.letters().size() == 1);
        DeadLetter first = gateway.letters().getFirst();

        gateway.triggers.redrive(TRIGGER, List.of(first.id()), gateway.letters);

        await().atMost(PATIENCE)
                .until(() -> gateway.calls.size() == 4 && gateway.letters().size() == 1);
        DeadLetter second = gateway.letters().getFirst();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.work()).isEqualTo(first.work());
        assertThat(second.failure().attempts()).isEqualTo(2);
        assertThat(second.failure().at()).isAfter(first.failure().at());
    }

    @Test
    void whoeverRedrivesALetterAtTheSameTimeDoesSoOnce() throws Exception {
        TriggerGateway one = gateway();
        TriggerGateway other = gateway();
        for (TriggerGateway each : open) {
            each.function = called -> called.attempt() < 3 ? threw() : new Outcome.Succeeded(200);
        }
        publish("a", "b", "c", "d", "e", "f");
        await().atMost(PATIENCE)
                .until(() -> one.letters().size() == 6 && other.letters().size() == 6);
        int before = one.calls.size() + other.calls.size();
        for (TriggerGateway each : open) {
            each.function = _ -> new Outcome.Succeeded(200);
        }
        List<InvocationId> ids = ids(one.letters());

        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> moved = new ArrayList<>();
            for (TriggerGateway each : List.of(one, other, one, other)) {
                moved.add(executor.submit(() -> each.triggers.redrive(TRIGGER, ids, each.letters)));
            }
            assertThat(sum(moved)).isEqualTo(6);
        }

        await().atMost(PATIENCE).until(() -> one.calls.size() + other.calls.size() >= before + 6);
        await().atMost(PATIENCE)
                .until(() -> one.triggers.redrivenWaiting(TRIGGER) + other.triggers.redrivenWaiting(TRIGGER) == 0);
        assertThat(one.calls.size() + other.calls.size()).isEqualTo(before + 6);
        assertThat(one.letters()).isEmpty();
        assertThat(other.letters()).isEmpty();
    }

    @Test
    void whoWasInterruptedBeforeTheEndHasMovedNothing() throws Exception {
        TriggerGateway gateway = gateway();
        gateway.function = _ -> threw();
        publish("bad");
        await().atMost(PATIENCE).until(() -> gateway.letters().size() == 1);
        DeadLetter letter = gateway.letters().getFirst();
        gateway.function = _ -> new Outcome.Succeeded(200);
        DeadWork.TopicRecord work = (DeadWork.TopicRecord) letter.work();
        try (Admin admin = Admin.create(BrokerFixture.cluster().clientProperties())) {
            KeptTopic.make(admin, prefix + "redriven.default.ship", 1);
        }
        Map<String, Object> settings = new HashMap<>(BrokerFixture.cluster().clientProperties());
        settings.put("transactional.id", prefix + "dead-letters.moves");
        try (var crashed = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            crashed.initTransactions();
            crashed.beginTransaction();
            crashed.send(LetterRecords.of(prefix + "redriven.default.ship", letter, work));
            byte[] id = letter.id().value().getBytes(StandardCharsets.UTF_8);
            crashed.send(new ProducerRecord<>(prefix + "dead-letters", id, null));
            crashed.flush();

            assertThat(gateway.letters()).containsExactly(letter);
            assertThat(gateway.triggers.redrive(TRIGGER, List.of(letter.id()), gateway.letters))
                    .isEqualTo(1);
            assertThatThrownBy(crashed::commitTransaction).isInstanceOf(KafkaException.class);
            crashed.close(Duration.ZERO);
        }

        await().atMost(PATIENCE).until(() -> gateway.calls.size() == 3);
        await().atMost(PATIENCE).until(() -> gateway.triggers.redrivenWaiting(TRIGGER) == 0);
        assertThat(gateway.calls).hasSize(3);
        assertThat(gateway.letters()).isEmpty();
    }

    private static int sum(List<Future<Integer>> all) throws InterruptedException, ExecutionException {
        int sum = 0;
        for (Future<Integer> each : all) {
            sum += each.get();
        }
        return sum;
    }

    @Test
    void whatWaitsWhenAGatewayEndsIsFoundByTheNext() throws Exception {
        TriggerGateway gateway = gateway();
        gateway.function = _ -> threw();
        publish("bad");
        await().atMost(PATIENCE).until(() -> gateway.letters().size() == 1);
        apply("ship", Map.of("paused", true));
        List<InvocationId> ids = ids(gateway.letters());
        await().atMost(PATIENCE)
                .until(() -> gateway.triggers.state(TRIGGER).word().equals("paused"));
        assertThat(gateway.triggers.redrive(TRIGGER, ids, gateway.letters)).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> gateway.triggers.redrivenWaiting(TRIGGER) > 0);
        assertThat(gateway.calls).hasSize(2);
        open.remove(gateway);
        gateway.close();
        apply("ship", Map.of("paused", false));

        TriggerGateway next = gateway();

        await().atMost(PATIENCE).until(() -> next.values().equals(List.of("bad")));
        assertThat(next.letters()).isEmpty();
    }
}
