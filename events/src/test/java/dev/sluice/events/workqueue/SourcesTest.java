package dev.sluice.events.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.InMemoryCatalog;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.topic.DeclaredTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourcesTest {

    private final Catalog catalog = new InMemoryCatalog();
    private final WorkQueueGateway gateway =
            new WorkQueueGateway("one", catalog, "sluice.", new PlayedFunctions(), Duration.ZERO);

    @AfterEach
    void close() {
        gateway.close();
    }

    private List<String> problems(Map<String, Object> source) {
        return gateway.queues.problems(Namespace.DEFAULT, WorkQueueGateway.settings(Map.of("source", source))).stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .toList();
    }

    private static Map<String, Object> bucket(String endpoint) {
        return Map.of("endpoint", endpoint, "bucket", "photos", "accessKey", "AK", "secretKey", "photos-key");
    }

    @Test
    void addressesHaveNoQueryAndNoPathWhereSomethingIsPutBehindThem() {
        gateway.secrets.put(Namespace.DEFAULT, new SecretName("photos-key"), new SecretValue("secret"));

        assertThat(problems(Map.of("url", "http://127.0.0.1/photos?of=me")))
                .containsExactly(
                        "spec.source.url: The address of a source has no query, because /items is put behind it.");
        assertThat(problems(Map.of("s3", bucket("http://127.0.0.1:9000/photos"))))
                .containsExactly(
                        "spec.source.s3.endpoint: The endpoint has no path and no query, because the bucket is put behind it.");
        assertThat(problems(Map.of("s3", bucket("http://127.0.0.1:9000")))).isEmpty();
    }

    @Test
    void aSecretThatIsNotThereIsTold() {
        assertThat(problems(Map.of("s3", bucket("http://127.0.0.1:9000"))))
                .containsExactly("spec.source.s3.secretKey: there is no secret 'photos-key'");
    }

    @Test
    void aFolderThatTheOperatorHasNotNamedIsRefused() {
        assertThat(problems(Map.of("folder", "/srv/allowed/photos"))).isEmpty();
        assertThat(problems(Map.of("folder", "/srv/allowed/../other")))
                .containsExactly(
                        "spec.source.folder: '/srv/allowed/../other' is in none of the folders that work queues"
                                + " may read (/srv/allowed). The operator names them in sluice.work-queues.folders.");
    }

    @Test
    void aTopicOfThePlatformOrOfAConnectionIsRefused() {
        Map<String, Object> elsewhere = Map.of("connection", "warehouse");
        catalog.put(
                new ResourceId<>(DeclaredTopic.RESOURCE, Namespace.DEFAULT, "stock"),
                new Declared<>(
                        Map.of(),
                        elsewhere,
                        ((Binding.Bound<DeclaredTopic>) DeclaredTopic.KIND.readSpec(elsewhere)).settings()),
                new Declared.Status(Instant.EPOCH),
                Revision.NONE);

        assertThat(problems(Map.of("topic", "orders"))).isEmpty();
        assertThat(problems(Map.of("topic", "sluice.work-queues.default.a.items")))
                .containsExactly(
                        "spec.source.topic: 'sluice.work-queues.default.a.items' cannot be the name of a topic:"
                                + " names that begin with 'sluice.' are the platform's own. Take another name.");
        assertThat(problems(Map.of("topic", "stock")))
                .containsExactly(
                        "spec.source.topic: The topic 'stock' is reached over a connection: a queue reads those"
                                + " of the platform's own Kafka.");
    }

    @Test
    void aQueueHasOneSourceAndBothKeysOfABucketOrNeither() {
        assertThat(refusal(Map.of("url", "http://a.org", "topic", "orders")))
                .contains("a source is exactly one of url, function, folder, topic and s3, this one has 2 of them");
        assertThat(refusal(Map.of(
                        "s3", Map.of("endpoint", "http://a.org", "bucket", "photos", "secretKey", "photos-key"))))
                .contains("accessKey and secretKey are of one another: set both, or neither");
    }

    private static String refusal(Map<String, Object> source) {
        Map<String, Object> spec = Map.of("source", source, "worker", Map.of("function", "work"));
        return WorkQueueSettings.KIND.readSpec(spec) instanceof Binding.Refused<WorkQueueSettings>(var problems)
                ? problems.getFirst().message()
                : "";
    }
}
