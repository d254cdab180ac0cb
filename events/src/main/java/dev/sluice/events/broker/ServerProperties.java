package dev.sluice.events.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The settings of Kafka itself for a broker of the platform's own. */
final class ServerProperties {

    private ServerProperties() {}

    static String of(BrokerAddress address, Path data, boolean fsync) {
        Map<String, String> properties = new TreeMap<>(LEAN);
        properties.put("log.dirs", data.toString());
        String jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                + BrokerAddress.USER
                + "\" password=\"" + address.password() + "\" user_" + BrokerAddress.USER + "=\"" + address.password()
                + "\";";
        properties.put("listener.name.sasl_plaintext.plain.sasl.jaas.config", jaas);
        properties.put("listener.name.controller.plain.sasl.jaas.config", jaas);
        properties.put(
                "listeners",
                "SASL_PLAINTEXT://127.0.0.1:" + address.port() + ",CONTROLLER://127.0.0.1:" + address.controllerPort());
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + address.controllerPort());
        if (fsync) {
            properties.put("log.flush.interval.messages", "1");
        }
        return text(properties);
    }

    /** What lets Kafka's own tools in. */
    static String ofClients(BrokerAddress address) {
        Map<String, String> properties = new TreeMap<>();
        address.clientProperties().forEach((name, value) -> properties.put(name, value.toString()));
        return text(properties);
    }

    private static String text(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
                .collect(Collectors.joining());
    }

    private static final Map<String, String> LEAN = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "SASL_PLAINTEXT"),
            Map.entry("listener.security.protocol.map", "SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT"),
            Map.entry("sasl.enabled.mechanisms", "PLAIN"),
            Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
            Map.entry("sasl.mechanism.controller.protocol", "PLAIN"),
            // One broker holds all copies.
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.num.partitions", "4"),
            // Topics are made by those who mean to.
            Map.entry("auto.create.topics.enable", "false"),
            // Nothing ends by the calendar: ten years in place of seven days.
            Map.entry("offsets.retention.minutes", "5256000"),
            // 128 MiB by default, for one broker with 192 MiB in all.
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
            // After a kill the broker waits for the end of its own session, 9 s by default.
            Map.entry("broker.session.timeout.ms", "4000"),
            Map.entry("broker.heartbeat.interval.ms", "500"),
            // The second member of a group waits for a heartbeat of the first.
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.consumer.heartbeat.interval.ms", "500"),
            Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
            Map.entry("group.share.heartbeat.interval.ms", "500"),
            Map.entry("group.share.min.heartbeat.interval.ms", "500"),
            Map.entry("group.share.min.record.lock.duration.ms", "1000"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "3"),
            Map.entry("background.threads", "2"),
            Map.entry("group.coordinator.threads", "1"));
}
