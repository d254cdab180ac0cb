package dev.sluice.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.Kafka;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** Formats the folder of the data if it is new, and runs Apache Kafka as a broker that is its own controller. */
public final class BrokerMain {

    private BrokerMain() {}

    /** {@code arguments}: the file of the broker's properties. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: BrokerMain server.properties");
            System.exit(2);
        }
        Path file = Path.of(arguments[0]);
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        format(properties);
        Kafka.main(new String[] {file.toString()});
    }

    private static void format(Properties properties) throws Exception {
        Path data = Path.of(required(properties, "log.dirs"));
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        new Formatter()
                .setPrintStream(System.err)
                .setNodeId(Integer.parseInt(required(properties, "node.id")))
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName(required(properties, "controller.listener.names"))
                .setMetadataLogDirectory(data.toString())
                .setDirectories(List.of(data.toString()))
                .run();
    }

    private static String required(Properties properties, String name) throws IOException {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IOException("The broker's properties have no " + name);
        }
        return value;
    }
}
