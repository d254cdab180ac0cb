package dev.sluice.events.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.call.Acceptance;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.call.QueuedCall;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.TopicRecord;
import dev.sluice.events.topic.ReadFrom;
import dev.sluice.events.topic.TailStep;
import dev.sluice.events.topic.TailWish;
import dev.sluice.events.topic.TopicDefaults;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicName;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.topic.TopicSettings;
import dev.sluice.events.topic.TopicTail;
import dev.sluice.events.topic.Topics;
import dev.sluice.testkit.time.SystemTimers;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is sent reaches a real broker, and what cannot be sent is told. */
class KafkaSenderTest {

    private static final Topics TOPICS = new Topics(
            BrokerFixture.cluster(), new TopicNames("sluice."), new TopicDefaults(Optional.empty(), Optional.empty()));
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private Acceptance acceptance = new Acceptance.BrokerAway("It is away.");
    private final SystemTimers timers = new SystemTimers();
    private final InMemorySecretStore secrets = new InMemorySecretStore(Clock.systemUTC());
    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final Connections connections = new Connections(catalog, secrets, new TopicNames("sluice."), timers);
    private final Sender sender =
            new KafkaSender(TOPICS, connections, _ -> CompletableFuture.completedStage(acceptance), THREADS);
    private final TopicName topic = new TopicName(new Namespace(BrokerFixture.freshName("ns")), "shipped");

    @AfterAll
    static void close() {
        TOPICS.close();
        THREADS.close();
    }

    private void made(int most) throws TopicException {
        TOPICS.create(topic, new TopicSettings(Optional.of(1), Optional.empty(), Optional.empty(), Optional.of(most)));
    }

    private Sent sent(Parcel parcel) {
        return sender.send(parcel).toCompletableFuture().join();
    }

    private Parcel.Records records(int... lengths) {
        List<TopicRecord> records = new ArrayList<>();
        for (int length : lengths) {
            records.add(new TopicRecord(
                    Optional.empty(), Optional.of(new byte[length]), List.of(RecordHeader.of("sluice-id", "x"))));
        }
        return new Parcel.Records(Optional.empty(), topic, records);
    }

    @Test
    void recordsAreKeptWhenKafkaHasThem() throws TopicException {
        made(10_000);

        assertThat(sent(records(1, 2))).isEqualTo(new Sent.Kept());

        try (TopicTail tail = TOPICS.read(new TailWish(topic, new ReadFrom.Begin(), OptionalInt.empty(), false))) {
            TailStep.Records read = (TailStep.Records) tail.next(Duration.ofSeconds(20));
            assertThat(read.records()).hasSize(2);
        }
    }

    @Test
    void aTopicThatIsNotThereMayCome() {
        assertThat(sent(records(1)))
                .isEqualTo(new Sent.NotYet("There is no topic 'shipped', to which it goes: create it."));
    }

    @Test
    void aRecordThatIsTooLargeIsNeverTaken() throws TopicException {
        made(1_000);
        assertThat(sent(records(2_000)))
                .isInstanceOfSatisfying(
                        Sent.Never.class,
                        never -> assertThat(never.detail())
                                .matches(
                                        "It would be a record of 20\\d\\d bytes, and the topic 'shipped' takes 1000: make the"
                                                + " topic with a larger maxMessageBytes, or send less\\."));
    }

    @Test
    void aCallIsKeptAlsoIfAnotherOfItsEventIs() {
        InvocationId id = InvocationId.next(1);
        FunctionName function = FunctionName.parse("tell");
        Parcel call = new Parcel.Call(new QueuedCall(
                id,
                function,
                Instant.EPOCH,
                new RequestHead("POST", "/", "", Headers.EMPTY),
                ByteBuffer.allocate(0),
                CallTerms.at(EntryPoint.ASYNC),
                Optional.empty()));

        assertThat(sent(call)).isEqualTo(new Sent.NotYet("It is away."));
        acceptance = new Acceptance.BacklogFull(function, Acceptance.BacklogFull.Unit.CALLS, 5, 5);
        assertThat(sent(call))
                .isEqualTo(new Sent.NotYet(
                        "The backlog of 'tell' has 5 calls of at most 5. Try again later, or raise" + " the limit."));
        acceptance = new Acceptance.TooLarge(9, 5);
        assertThat(sent(call)).isInstanceOf(Sent.Never.class);
        acceptance = new Acceptance.DifferentCall(id);
        assertThat(sent(call)).isEqualTo(new Sent.Kept());
        acceptance = new Acceptance.Accepted(id);
        assertThat(sent(call)).isEqualTo(new Sent.Kept());
    }
}
