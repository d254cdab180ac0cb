package dev.sluice.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * Runs Apache Kafka as a broker that is its own controller, in a folder that gateways share: never two in one folder, and none
 * for longer than a minute when no gateway is left.
 */
public final class BrokerMain {

    /** How long it goes on without a gateway, so that one that was killed can be started again. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofSeconds(5);

    /** With the two above, less than a minute. */
    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** 3 is the end of a JVM that is out of memory. */
    private static final int FOLDER_IN_USE = 4;

    private BrokerMain() {}

    /**
     * {@code arguments}: the file of the broker's properties, in the folder that gateways share, and a word that stands for all
     * settings, which gateways read in the folder; or {@code rehearse} and a file of properties, to start and end at once.
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: BrokerMain server.properties SETTINGS | rehearse server.properties");
            System.exit(USAGE);
        }
        if (arguments[0].equals("rehearse")) {
            rehearse(Path.of(arguments[1]));
        } else {
            run(Path.of(arguments[0]).toAbsolutePath(), arguments[1]);
        }
    }

    private static void run(Path file, String settings) throws Exception {
        Path folder = file.resolveSibling(".").normalize();
        Optional<FolderClaim> claim = FolderClaim.take(folder, settings);
        if (claim.isEmpty()) {
            System.err.println("Another broker works in " + folder);
            System.exit(FOLDER_IN_USE);
        }
        try {
            KafkaRaftServer server = server(file);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "broker-end"));
            new GatewayWatch(folder.resolve("gateways"), LOOK, GRACE, () -> System.exit(0)).start();
            server.startup();
            claim.orElseThrow().ready();
            server.awaitShutdown();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private static void fail(Throwable e) {
        System.err.println("The broker failed: " + e);
        e.printStackTrace();
        System.exit(FAILED);
    }

    /** Kafka's own end has no bound. What it cannot do in time, its next start does. */
    private static void end(KafkaRaftServer server) {
        Thread.ofPlatform().daemon().name("broker-end-bound").start(() -> {
            Waiting.pause(LONGEST_END);
            Runtime.getRuntime().halt(FAILED);
        });
        server.shutdown();
    }

    /** Ends with whoever started it, and whatever Kafka's own threads still do. */
    private static void rehearse(Path file) {
        ProcessHandle.current()
                .parent()
                .ifPresent(gateway ->
                        gateway.onExit().thenRun(() -> Runtime.getRuntime().halt(FAILED)));
        try {
            KafkaRaftServer server = server(file);
            server.startup();
            server.shutdown();
            server.awaitShutdown();
            System.exit(0);
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private static KafkaRaftServer server(Path file) throws Exception {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        DataFolder.formatIfNew(properties);
        return new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    }
}
