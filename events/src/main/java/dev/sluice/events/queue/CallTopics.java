package dev.sluice.events.queue;

import dev.sluice.core.function.FunctionName;
import dev.sluice.events.broker.KafkaCluster;
import dev.sluice.events.call.CallTerms;
import dev.sluice.events.kept.KeptTopic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;

/**
 * The topics in which calls wait, made when the first such call comes: for each priority of each function one for calls without a fair key,
 * and one for those with one, whose partitions are lanes. Calls with the same fair key wait in the same lane. Thread-safe.
 */
public final class CallTopics {

    /** Names of namespaces and functions have no dots. */
    private static final String PRIORITY = ".p";

    private static final String FAIR = ".fair";

    /** Among how many lanes the fair keys of a function are spread, for each of its priorities. */
    public static final int LANES = 32;

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

    /** The topic of a function's calls with the usual priority and no fair key, and what the names of the others begin with. */
    public String name(FunctionName function) {
        return prefix + function.namespace().value() + "." + function.name();
    }

    /** The topic in which calls of a function on these terms wait. */
    String name(FunctionName function, CallTerms terms) {
        String priority = terms.priority() == CallTerms.USUAL_PRIORITY ? "" : PRIORITY + terms.priority();
        return name(function) + priority + (terms.fairKey().isEmpty() ? "" : FAIR);
    }

    /** The names of all topics of a function. */
    public Pattern names(FunctionName function) {
        return Pattern.compile(Pattern.quote(name(function)) + "(\\.p[1-5])?(\\.fair)?");
    }

    /** The priority of the calls in a topic of a function. */
    public int priority(FunctionName function, String topic) {
        int at = name(function).length();
        return topic.startsWith(PRIORITY, at) ? topic.charAt(at + PRIORITY.length()) - '0' : CallTerms.USUAL_PRIORITY;
    }

    /** Whether the partitions of a topic are lanes of fair keys. */
    public static boolean hasLanes(String topic) {
        return topic.endsWith(FAIR);
    }

    /** The lane of a fair key, 0 to {@link #LANES} less one: for ever the same. */
    public static int lane(String fairKey) {
        return Utils.toPositive(Utils.murmur2(fairKey.getBytes(StandardCharsets.UTF_8))) % LANES;
    }

    /** Completes when the topic is there for calls of a function of which nothing is said. */
    public CompletionStage<Void> made(FunctionName function) {
        return made(function, name(function), partitions);
    }

    /** Completes when the topic of a function for calls on these terms is there; made on a virtual thread if it is not. */
    CompletionStage<Void> made(FunctionName function, CallTerms terms) {
        return made(function, name(function, terms), terms.fairKey().isEmpty() ? partitions : LANES);
    }

    private CompletionStage<Void> made(FunctionName function, String topic, int count) {
        return made.computeIfAbsent(topic, name -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread.ofVirtual().name("sluice-make-" + name).start(() -> make(name, count, done));
            done.thenRun(() -> listener.accept(function));
            return done;
        });
    }

    private void make(String name, int count, CompletableFuture<Void> done) {
        try (Admin admin = Admin.create(cluster.clientProperties())) {
            KeptTopic.make(admin, name, count);
            done.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            made.remove(name, done);
            done.completeExceptionally(e);
        }
    }
}
