package dev.sluice.events.workqueue;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemorySecretStore;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.broker.BrokerFixture;
import dev.sluice.events.callback.PublicAddresses;
import dev.sluice.events.topic.TopicNames;
import dev.sluice.events.workqueue.source.AllowedFolders;
import dev.sluice.testkit.callchain.PlainSeal;
import dev.sluice.testkit.time.SystemTimers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a gateway has of work queues, on the real broker, with functions that a test writes. Those with one catalog are of one platform. */
final class WorkQueueGateway implements AutoCloseable {

    static final WorkQueueId QUEUE = new WorkQueueId(Namespace.DEFAULT, "photos");

    static final ResourceId<Declared<WorkQueueSettings>, Declared.Status> DOCUMENT =
            new ResourceId<>(WorkQueueSettings.RESOURCE, QUEUE.namespace(), QUEUE.name());

    /** That may be sources. */
    static final Path FOLDERS = Path.of("/srv/allowed");

    /** What no record takes of answers, of all gateways. */
    static final Path ANSWERS = temporary();

    private static Path temporary() {
        try {
            Path made = Files.createTempDirectory("sluice-answers");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Disk.deleteQuietly(made)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final SecretStore secrets = new InMemorySecretStore(Clock.systemUTC());
    final PlayedFunctions functions;
    final WorkQueues queues;
    private final SystemTimers timers = new SystemTimers();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    WorkQueueGateway(String name, Catalog catalog, String prefix, PlayedFunctions functions, Duration grace) {
        this(name, catalog, prefix, functions, grace, () -> {});
    }

    /** {@code hold}: before it does anything of its own. */
    WorkQueueGateway(
            String name, Catalog catalog, String prefix, PlayedFunctions functions, Duration grace, Runnable hold) {
        this.functions = functions;
        this.queues = new WorkQueues(new WorkQueues.Parts(
                name,
                catalog,
                BrokerFixture.cluster(),
                new TopicNames(prefix),
                functions,
                _ -> true,
                new WorkQueues.Reach(new PublicAddresses(true), new AllowedFolders(List.of(FOLDERS)), secrets),
                new PlainSeal(),
                timers,
                new Random(),
                ANSWERS,
                task -> executor.execute(() -> {
                    hold.run();
                    task.run();
                }),
                grace));
        queues.start();
    }

    static void apply(Catalog catalog, Map<String, Object> more) {
        var before = catalog.get(DOCUMENT);
        catalog.put(
                DOCUMENT,
                new Declared<>(Map.of(), spec(more), settings(more)),
                before.map(Resource::status).orElseGet(() -> new Declared.Status(Instant.now())),
                before.map(Resource::revision).orElse(Revision.NONE));
    }

    /** Of the queue that the catalog has. */
    static WorkQueueId.Topics topics(Catalog catalog, String prefix) {
        return QUEUE.topics(prefix, catalog.get(DOCUMENT).orElseThrow().status().createdAt());
    }

    private static Map<String, Object> spec(Map<String, Object> more) {
        Map<String, Object> spec = new HashMap<>(Map.of(
                "source", Map.of("function", "list"),
                "worker", Map.of("function", "work"),
                "rescan", "1s",
                "retry", Map.of("attempts", 3, "backoff", Map.of("first", "10ms", "longest", "20ms"))));
        spec.putAll(more);
        return spec;
    }

    static WorkQueueSettings settings(Map<String, Object> more) {
        return ((Binding.Bound<WorkQueueSettings>) WorkQueueSettings.KIND.readSpec(spec(more))).settings();
    }

    /** The queue's record, empty of what was not read yet. */
    ItemCounts counts() {
        try {
            return queues.view(QUEUE).standing().items();
        } catch (QueueAwayException e) {
            return ItemCounts.NONE;
        }
    }

    @Override
    public void close() {
        queues.close();
        executor.close();
        timers.close();
    }
}
