package dev.sluice.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** The folder of a broker's data. */
final class DataFolder {

    private DataFolder() {}

    /** Formats it, as Kafka's own tool does, unless that has been done: what is written last is {@code meta.properties}. */
    static void formatIfNew(Properties properties) throws Exception {
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

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("the broker's properties have no " + name);
        }
        return value;
    }
}
