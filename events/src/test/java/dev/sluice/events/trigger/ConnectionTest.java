package dev.sluice.events.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.connection.ConnectionSettings;
import dev.sluice.events.destination.KafkaSender;
import dev.sluice.events.topic.DeclaredTopic;
import dev.sluice.events.topic.TopicDefaults;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.topic.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Triggers that read and write a Kafka of somebody else, which asks for a password. */
@Timeout(300)
class ConnectionTest extends TriggersOnBroker {

    private static final SecretName PASSWORD = new SecretName("kafka-password");
    private static final TriggerId FOREIGN = new TriggerId(Namespace.DEFAULT, "foreign");
    private static final Pattern LOGIN = Pattern.compile("username=\"(.*?)\" password=\"(.*?)\"");

    @TempDir
    private static Path folder;

    private static KafkaCluster other;

    private final InMemorySecretStore secrets = new InMemorySecretStore(Clock.systemUTC());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Topics topics = new Topics(
            BrokerFixture.cluster(), new TopicNames(prefix), new TopicDefaults(Optional.empty(), Optional.empty()));
    private final String items = BrokerFixture.freshName("items");

    @BeforeAll
    static void startAnother() {
        other = BrokerFixture.another(folder);
    }

    @AfterAll
    static void end() {
        other.close();
    }

    @AfterEach
    void closeTopics() {
        topics.close();
        threads.close();
    }

    private TriggerGateway connected() {
        TriggerGateway made = new TriggerGateway(
                catalog,
                prefix,
                secrets,
                connections -> new KafkaSender(
                        topics, connections, _ -> CompletableFuture.failedStage(new AssertionError()), threads));
        open.add(made);
        return made;
    }

    private static String login(int group) {
        Matcher matcher = LOGIN.matcher(String.valueOf(other.clientProperties().get("sasl.jaas.config")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(group);
    }

    private void password(String value) {
        secrets.put(Namespace.DEFAULT, PASSWORD, new SecretValue(value));
    }

    private void connection(String servers) {
        Map<String, Object> spec = Map.of(
                "servers",
                List.of(servers),
                "sasl",
                Map.of("mechanism", "PLAIN", "user", login(1), "password", PASSWORD.value()));
        ConnectionSettings settings =
                ((Binding.Bound<ConnectionSettings>) ConnectionSettings.KIND.readSpec(spec)).settings();
        ResourceId<Declared<ConnectionSettings>, Declared.Status> id =
                new ResourceId<>(ConnectionSettings.RESOURCE, Namespace.DEFAULT, "theirs");
        Revision before = catalog.get(id).map(Resource::revision).orElse(Revision.NONE);
        catalog.put(id, new Declared<>(Map.of(), spec, settings), new Declared.Status(Instant.EPOCH), before);
    }

    private static String servers() {
        return String.valueOf(other.clientProperties().get("bootstrap.servers"));
    }

    private void trigger(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("topic", Map.of("connection", "theirs", "name", items, "from", "earliest"));
        apply("foreign", all);
    }

    private void makeThere(String... names) throws Exception {
        try (Admin admin = Admin.create(other.clientProperties())) {
            for (String name : names) {
                admin.createTopics(List.of(new NewTopic(name, 1, (short) 1)))
                        .all()
                        .get();
            }
        }
    }

    private void writeThere(String value) {
        try (var producer =
                new KafkaProducer<>(other.clientProperties(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(items, value, value));
        }
    }

    private static List<String> readThere(String name) {
        Map<String, Object> properties = new HashMap<>(other.clientProperties());
        properties.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(name, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(5)).records(partition).stream()
                    .map(ConsumerRecord::value)
                    .toList();
        }
    }

    private void topicDocument(String name, Map<String, Object> spec) {
        DeclaredTopic settings = ((Binding.Bound<DeclaredTopic>) DeclaredTopic.KIND.readSpec(spec)).settings();
        ResourceId<Declared<DeclaredTopic>, Declared.Status> id =
                new ResourceId<>(DeclaredTopic.RESOURCE, Namespace.DEFAULT, name);
        Revision before = catalog.get(id).map(Resource::revision).orElse(Revision.NONE);
        catalog.put(id, new Declared<>(Map.of(), spec, settings), new Declared.Status(Instant.EPOCH), before);
    }

    private static void awaitValues(TriggerGateway gateway, String... values) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.values()).containsExactlyInAnyOrder(values));
    }

    private static void awaitState(TriggerGateway gateway, String word, String part) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            TriggerState state = gateway.triggers.state(FOREIGN);
            assertThat(state.word()).as(state.detail()).isEqualTo(word);
            assertThat(state.detail()).contains(part);
        });
    }

    @Test
    void whatIsThereIsReadAndTheAnswersGoThere() throws Exception {
        String answers = items + "-answers";
        makeThere(items, answers);
        password(login(2));
        connection(servers());
        TriggerGateway gateway = connected();
        gateway.function = called -> new Outcome.Succeeded(200);
        trigger(Map.of("onSuccess", Map.of("connection", "theirs", "topic", answers)));
        writeThere("a");

        awaitValues(gateway, "a");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(readThere(answers)).hasSize(1));
        assertThat(readThere(answers).getFirst()).contains("\"topic\":\"" + items + "\"");
        awaitState(gateway, "running", "");
        assertThat(gateway.triggers.connectionUsers(new ConnectionId(Namespace.DEFAULT, "theirs")))
                .containsExactly("foreign");
    }

    @Test
    void aTopicThatADocumentSaysIsElsewhereIsReadAndWrittenThere() throws Exception {
        String answers = items + "-answers";
        makeThere(items, answers);
        password(login(2));
        connection(servers());
        topicDocument("outcomes", Map.of("connection", "theirs", "name", answers, "create", false));
        TriggerGateway gateway = connected();
        gateway.function = called -> new Outcome.Succeeded(200);
        apply(
                "foreign",
                Map.of("topic", Map.of("name", "stock", "from", "earliest"), "onSuccess", Map.of("topic", "outcomes")));
        writeThere("a");
        topicDocument("stock", Map.of("connection", "theirs", "name", items, "create", false));

        awaitValues(gateway, "a");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(readThere(answers)).hasSize(1));
        assertThat(gateway.triggers.connectionUsers(new ConnectionId(Namespace.DEFAULT, "theirs")))
                .containsExactly("foreign");
        assertThat(gateway.triggers.topicUsers(Namespace.DEFAULT, "stock")).containsExactly("foreign");
        assertThat(gateway.triggers.topicUsers(Namespace.DEFAULT, "outcomes")).containsExactly("foreign");
    }

    @Test
    void aConnectionThatCannotBeUsedIsToldAndHindersNoOtherTrigger() throws Exception {
        makeThere(items);
        writeThere("a");
        TriggerGateway gateway = connected();
        trigger(Map.of());
        awaitState(gateway, "waiting_for_connection", "There is no connection 'theirs'");

        connection(servers());
        awaitState(gateway, "waiting_for_connection", "there is no secret 'kafka-password'");

        password("wrong");
        awaitState(gateway, "waiting_for_broker", "Authentication failed");
        publish("ours");
        awaitValues(gateway, "ours");

        password(login(2));
        awaitValues(gateway, "ours", "a");
        awaitState(gateway, "running", "");
    }

    @Test
    void aConnectionThatChangesIsUsedAsItIsNow() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        makeThere(items);
        password(login(2));
        connection("127.0.0.1:" + port);
        TriggerGateway gateway = connected();
        trigger(Map.of());
        awaitState(gateway, "waiting_for_broker", "127.0.0.1:" + port + " (the connection 'theirs') does not answer");
        writeThere("a");

        connection(servers());

        awaitValues(gateway, "a");
        connection("127.0.0.1:" + port);
        awaitState(gateway, "waiting_for_broker", "does not answer");
        writeThere("b");
        connection(servers());
        awaitValues(gateway, "a", "b");
        assertThat(gateway.letters()).isEmpty();
    }
}
