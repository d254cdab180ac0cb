package dev.sluice.events.queue;

import dev.sluice.core.function.FunctionName;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.kept.KeptTopic;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;

/** The topics in which calls wait, one for each function, made when the first call comes. Thread-safe. */
public final class CallTopics {

    private final KafkaCluster cluster;
    private final String prefix;
    private final int partitions;
    private final Map<String, CompletableFuture<Void>> made = new ConcurrentHashMap<>();

    /** @param prefix of all topics of the platform, {@code sluice.} unless set otherwise */
    public CallTopics(KafkaCluster cluster, String prefix, int partitions) {
        this.cluster = cluster;
        this.prefix = prefix + "calls.";
        this.partitions = partitions;
    }

    /** What the names of all of them begin with. */
    public String prefix() {
        return prefix;
    }

    public String name(FunctionName function) {
        return prefix + function.namespace().value() + "." + function.name();
    }

    /** Completes when the topic of a function is there; made on a virtual thread if it is not. */
    public CompletionStage<Void> made(FunctionName function) {
        return made.computeIfAbsent(name(function), name -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread.ofVirtual().name("sluice-make-" + name).start(() -> make(name, done));
            return done;
        });
    }

    private void make(String name, CompletableFuture<Void> done) {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            KeptTopic.make(admin, name, partitions);
            done.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            made.remove(name, done);
            done.completeExceptionally(e);
        }
    }
}
