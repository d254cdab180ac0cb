package dev.sluice.events.workqueue;

import dev.sluice.core.catalog.MissingSecret;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicPlaces;
import dev.sluice.events.workqueue.call.QueueCaller;
import dev.sluice.events.workqueue.source.FolderSource;
import dev.sluice.events.workqueue.source.FunctionSource;
import dev.sluice.events.workqueue.source.ItemSource;
import dev.sluice.events.workqueue.source.S3Address;
import dev.sluice.events.workqueue.source.S3Source;
import dev.sluice.events.workqueue.source.SourceFault;
import dev.sluice.events.workqueue.source.TopicSource;
import dev.sluice.events.workqueue.source.UrlSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the items of queues may come from. Thread-safe. */
record Sources(WorkQueues.Parts parts) {

    /** The source that a spec without problems tells; {@code caller}: calls it, if it is a function. */
    ItemSource open(Namespace namespace, WorkQueueSettings.Source source, QueueCaller caller) {
        if (source.url().isPresent()) {
            return new UrlSource(source.url().get(), parts.reach().addresses(), parts.executor());
        }
        if (source.folder().isPresent()) {
            return new FolderSource(
                    parts.reach().folders(), Path.of(source.folder().get()), parts.executor());
        }
        if (source.topic().isPresent()) {
            return new TopicSource(
                    parts.cluster(), kafkaName(namespace, source.topic().get()), parts.executor());
        }
        return source.s3()
                .<ItemSource>map(bucket -> open(namespace, bucket))
                .orElseGet(() ->
                        new FunctionSource(source.function().orElseThrow().in(namespace), caller, parts.executor()));
    }

    private S3Source open(Namespace namespace, BucketSettings bucket) {
        return new S3Source(
                new S3Address(bucket.endpoint(), bucket.bucket(), bucket.region()),
                bucket.prefix().orElse(""),
                () -> key(namespace, bucket),
                parts.reach().addresses(),
                parts.time(),
                parts.executor());
    }

    private Optional<S3Source.Key> key(Namespace namespace, BucketSettings bucket) throws SourceFault {
        if (bucket.secretKey().isEmpty()) {
            return Optional.empty();
        }
        SecretName name = bucket.secretKey().get();
        SecretValue secret = parts.reach()
                .secrets()
                .get(namespace, name)
                .orElseThrow(() -> new SourceFault(SourceFault.Why.PASSING, new MissingSecret(name).sentence()));
        // Whoever writes it with an editor ends its line.
        return Optional.of(new S3Source.Key(
                bucket.accessKey().orElseThrow(), secret.reveal().strip()));
    }

    private String kafkaName(Namespace namespace, String topic) {
        try {
            return parts.names().of(namespace, topic).kafkaName();
        } catch (TopicException e) {
            throw new IllegalArgumentException("no topic may have the name '" + topic + "'", e);
        }
    }

    /** What is wrong with a source whose keys are good each by itself; paths begin with {@code spec.}. May look a name up. */
    List<SpecProblem> problems(Namespace namespace, WorkQueueSettings.Source source) {
        List<SpecProblem> problems = new ArrayList<>();
        source.url()
                .flatMap(url -> url.getRawQuery() == null
                        ? parts.reach().addresses().refusal(url, "source")
                        : Optional.of("The address of a source has no query, because /items is put behind it."))
                .ifPresent(why -> problems.add(new SpecProblem("spec.source.url", why, "")));
        source.folder()
                .flatMap(folder -> parts.reach().folders().refusal(Path.of(folder)))
                .ifPresent(why -> problems.add(new SpecProblem("spec.source.folder", why, "")));
        source.topic()
                .flatMap(topic -> topicRefusal(namespace, topic))
                .ifPresent(why -> problems.add(new SpecProblem("spec.source.topic", why, "")));
        source.s3().ifPresent(bucket -> see(namespace, bucket, problems));
        return problems;
    }

    private Optional<String> topicRefusal(Namespace namespace, String topic) {
        if (TopicPlaces.elsewhere(parts.catalog(), namespace, topic).isPresent()) {
            return Optional.of("The topic '" + topic
                    + "' is reached over a connection: a queue reads those of the platform's own Kafka.");
        }
        try {
            parts.names().of(namespace, topic);
            return Optional.empty();
        } catch (TopicException e) {
            return Optional.of(e.fault() instanceof TopicFault.BadName(String detail) ? detail : e.toString());
        }
    }

    private void see(Namespace namespace, BucketSettings bucket, List<SpecProblem> problems) {
        URI endpoint = bucket.endpoint();
        boolean bare = (endpoint.getRawPath() == null || endpoint.getRawPath().matches("/?"))
                && endpoint.getRawQuery() == null;
        (bare
                        ? parts.reach().addresses().refusal(endpoint, "source")
                        : Optional.of("The endpoint has no path and no query, because the bucket is put behind it."))
                .ifPresent(why -> problems.add(new SpecProblem("spec.source.s3.endpoint", why, "")));
        bucket.secretKey()
                .flatMap(name ->
                        MissingSecret.problem(parts.reach().secrets(), namespace, name, "spec.source.s3.secretKey"))
                .ifPresent(problems::add);
    }
}
