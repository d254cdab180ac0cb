package dev.sluice.benchmarks.kafka;

import dev.sluice.benchmarks.measure.ProcessMemory;
import dev.sluice.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A broker that can be started again and again.
 *
 * @param command how; its folder is formatted
 * @param clients how its clients reach it
 */
public record BrokerProgram(Path log, List<String> command, Map<String, Object> clients) {

    /** The main class of the platform's own. */
    public static final String MAIN = "dev.sluice.broker.BrokerMain";

    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final int LOOK_MILLIS = 400;

    /** The words that a running process was started with. */
    public static List<String> commandOf(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        return line.isEmpty() ? List.of() : List.of(line.split("\0"));
    }

    /** One that runs. Closing it kills it. */
    public final class Running implements AutoCloseable {

        private final Program program;
        private final double readyMillis;

        private Running(Program program, double readyMillis) {
            this.program = program;
            this.readyMillis = readyMillis;
        }

        /** From its spawn until it answered, for all partitions of the topic that was waited for. */
        public double readyMillis() {
            return readyMillis;
        }

        public double pssMebibytes() throws IOException {
            return ProcessMemory.pssMebibytes(program.pid());
        }

        public void createTopic(String name, int partitions) throws Exception {
            try (Kafka kafka = Kafka.of(clients)) {
                kafka.createTopics(List.of(name), partitions);
                kafka.fill(name, 10 * partitions, _ -> new byte[100]);
            }
        }

        /** Lets it come to its end, so that its next start does not wait for what it held. */
        public void end() {
            program.close();
        }

        @Override
        public void close() {
            program.kill();
        }
    }

    /** Starts it; {@code topic}: whose partitions it must have before it counts as ready, {@code partitions} of them. */
    public Running start(Optional<String> topic, int partitions) throws Exception {
        long spawned = System.nanoTime();
        Program program = Program.start(log, Map.of(), command);
        Map<String, Object> quick = new HashMap<>(clients);
        quick.put("reconnect.backoff.ms", 20);
        quick.put("reconnect.backoff.max.ms", 20);
        quick.put("retry.backoff.ms", 20);
        quick.put("retry.backoff.max.ms", 20);
        try (Admin admin = Admin.create(quick)) {
            while (!answers(admin, topic, partitions)) {
                if (!program.isAlive() || System.nanoTime() - spawned > LONGEST_START.toNanos()) {
                    throw new IllegalStateException("the broker did not answer: see " + log);
                }
            }
            return new Running(program, (System.nanoTime() - spawned) / 1e6);
        } catch (Exception e) {
            program.kill();
            throw e;
        }
    }

    private static boolean answers(Admin admin, Optional<String> topic, int partitions) throws Exception {
        try {
            if (topic.isEmpty()) {
                return !admin.describeCluster()
                        .nodes()
                        .get(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                        .isEmpty();
            }
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int i = 0; i < partitions; i++) {
                ends.put(new TopicPartition(topic.get(), i), OffsetSpec.latest());
            }
            return admin.listOffsets(ends)
                            .all()
                            .get(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                            .size()
                    == partitions;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return false;
        }
    }

    /** The same with one more word of its JVM. */
    public BrokerProgram with(String word) {
        List<String> words = new ArrayList<>(command);
        words.add(1, word);
        return new BrokerProgram(log, List.copyOf(words), clients);
    }
}
