package dev.sluice.events.queue;

import dev.sluice.core.function.FunctionName;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.kept.KeptTopic;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;

/** The topics in which calls wait, one for each priority of each function, made when the first such call comes. Thread-safe. */
public final class CallTopics {

    /** Names of namespaces and functions have no dots. */
    private static final String PRIORITY = ".p";

    private final KafkaCluster cluster;
    private final String prefix;
    private final int partitions;
    private final Map<String, CompletableFuture<Void>> made = new ConcurrentHashMap<>();
    private volatile Consumer<FunctionName> listener = _ -> {};

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

    /** From now on {@code told} hears of which function a topic is there that may not have been; it must not block. */
    public void announceTo(Consumer<FunctionName> told) {
        listener = told;
    }

    /** The topic of a function's calls with the usual priority, and what the names of the others begin with. */
    public String name(FunctionName function) {
        return prefix + function.namespace().value() + "." + function.name();
    }

    /** The topic in which calls with this priority wait. */
    public String name(FunctionName function, int priority) {
        return priority == CallTerms.USUAL_PRIORITY ? name(function) : name(function) + PRIORITY + priority;
    }

    /** The names of all topics of a function. */
    public Pattern names(FunctionName function) {
        return Pattern.compile(Pattern.quote(name(function)) + "(\\.p[1-5])?");
    }

    /** The priority of the calls in a topic of a function. */
    public static int priority(String topic) {
        int at = topic.lastIndexOf(PRIORITY);
        return at < 0 ? CallTerms.USUAL_PRIORITY : topic.charAt(at + PRIORITY.length()) - '0';
    }

    /** Completes when the topic of a function for this priority is there; made on a virtual thread if it is not. */
    public CompletionStage<Void> made(FunctionName function, int priority) {
        return made.computeIfAbsent(name(function, priority), name -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread.ofVirtual().name("sluice-make-" + name).start(() -> make(name, done));
            done.thenRun(() -> listener.accept(function));
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
