package dev.sluice.pipelines.engine;

import dev.sluice.events.broker.KafkaCluster;
import java.lang.reflect.Proxy;

/** A Kafka that nobody asks for anything. */
final class NoCluster {

    private NoCluster() {}

    static KafkaCluster unasked() {
        return (KafkaCluster) Proxy.newProxyInstance(
                KafkaCluster.class.getClassLoader(), new Class<?>[] {KafkaCluster.class}, (_, method, _) -> {
                    throw new AssertionError(method.getName());
                });
    }
}
