package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.kafka.BrokerProgram;
import dev.sluice.benchmarks.kafka.Kafka;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.program.Program;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import dev.sluice.core.disk.HeldFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** E3: the platform's own broker: its memory without work, its start, and its start after a kill, to the default and to no AOT cache. */
public final class BrokerStart implements Experiment {

    private static final int OWN = 0;
    private static final int OTHER = 1;
    private static final int ROUNDS = 2;
    private static final int PARTITIONS = 100;
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final String TOPIC = "hundred";

    @Override
    public Set<String> ids() {
        return Set.of("E3");
    }

    @Override
    public Page page() {
        return Page.EVENTS;
    }

    private record Start(double readyMillis, double pssMebibytes) {}

    @Override
    public List<Result> run(Bench bench) throws Exception {
        BrokerProgram plain = own(bench);
        Path cache = bench.work().resolve("broker.aot");
        bench.say("making an AOT cache");
        rehearse(plain, "-XX:AOTCacheOutput=" + cache);
        BrokerProgram own = plain.with("-XX:AOTCache=" + cache);
        BrokerProgram standard = standard(bench, plain);
        // A broker of the platform's own ends when no gateway holds a file there.
        Path gateways = bench.work().resolve("broker-start/kafka/gateways");
        try (HeldFile _ = HeldFile.make(gateways.resolve("benchmark"))) {
            return measured(bench, own, plain, standard);
        }
    }

    private static List<Result> measured(Bench bench, BrokerProgram own, BrokerProgram plain, BrokerProgram standard)
            throws Exception {
        bench.say("starting brokers");
        Turns<Start> aot = Turns.take(ROUNDS, () -> start(own), () -> start(plain));
        Turns<Start> memory = Turns.take(1, () -> idle(own), () -> idle(standard));
        bench.say("killing brokers with " + PARTITIONS + " partitions");
        for (BrokerProgram each : List.of(own, standard)) {
            try (BrokerProgram.Running running = each.start(Optional.empty(), 0)) {
                running.createTopic(TOPIC, PARTITIONS);
            }
        }
        Turns<Start> killed = Turns.take(1, () -> afterKill(own), () -> afterKill(standard));
        return List.of(
                row("memory without work, own broker to Kafka's default, MiB", memory, Start::pssMebibytes, 0.65, 0.5),
                row("ready, with an AOT cache to without, ms", aot, Start::readyMillis, 0.5, 0.35),
                row(
                        "ready after kill -9 with " + PARTITIONS + " partitions, own broker to Kafka's default, ms",
                        killed,
                        Start::readyMillis,
                        0.4,
                        0.2));
    }

    private interface Part {
        double of(Start start);
    }

    private static Result row(String shape, Turns<Start> turns, Part part, double pass, double aim) {
        return new Result(
                "E3",
                shape,
                turns.ratio(OWN, OTHER, starts -> median(starts, part)),
                new Goal.AtMost(pass, aim),
                OptionalDouble.empty(),
                List.of(
                        figure("own", "%.0f", median(turns.side(OWN), part)),
                        figure("other", "%.0f", median(turns.side(OTHER), part))));
    }

    private static double median(List<Start> starts, Part part) {
        return Samples.of(starts.stream().map(part::of).toList()).median();
    }

    /** After one that came to its end, as each here does. */
    private static Start start(BrokerProgram program) throws Exception {
        try (BrokerProgram.Running running = program.start(Optional.empty(), 0)) {
            running.end();
            return new Start(running.readyMillis(), 0);
        }
    }

    private static Start idle(BrokerProgram program) throws Exception {
        try (BrokerProgram.Running running = program.start(Optional.empty(), 0)) {
            Thread.sleep(IDLE);
            return new Start(running.readyMillis(), running.pssMebibytes());
        }
    }

    /** After one that was killed, as each here is. */
    private static Start afterKill(BrokerProgram program) throws Exception {
        try (BrokerProgram.Running running = program.start(Optional.of(TOPIC), PARTITIONS)) {
            return new Start(running.readyMillis(), 0);
        }
    }

    /** As a gateway starts it, in a folder that a gateway has used. */
    private static BrokerProgram own(Bench bench) throws Exception {
        try (Gateway gateway = bench.gateway("broker-start");
                Kafka kafka = gateway.kafka()) {
            List<String> command = BrokerProgram.commandOf(gateway.brokerPid());
            return new BrokerProgram(bench.work().resolve("broker-own.log"), command, kafka.properties());
        }
    }

    /** Starts and ends it once with one more word of its JVM. */
    private static void rehearse(BrokerProgram program, String word) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(program.with(word).command());
        int main = words.indexOf(BrokerProgram.MAIN);
        String properties = words.get(main + 1);
        words.subList(main + 1, words.size()).clear();
        words.addAll(List.of("rehearse", properties));
        Program.output(words.toArray(String[]::new));
    }

    /** Kafka with its own main class and {@code config/server.properties}, on free ports; the folder is formatted. */
    private static BrokerProgram standard(Bench bench, BrokerProgram own) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(bench.work().resolve("broker-standard"));
        int port = Program.freePort();
        int controller = Program.freePort();
        Path properties = Files.writeString(
                folder.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%2$d
                listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
                inter.broker.listener.name=PLAINTEXT
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL
                num.network.threads=3
                num.io.threads=8
                socket.send.buffer.bytes=102400
                socket.receive.buffer.bytes=102400
                socket.request.max.bytes=104857600
                log.dirs=%3$s
                num.partitions=1
                num.recovery.threads.per.data.dir=2
                offsets.topic.replication.factor=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                log.retention.hours=168
                log.segment.bytes=1073741824
                log.retention.check.interval.ms=300000
                """.formatted(port, controller, folder.resolve("data")));
        List<String> command = own.command();
        String classPath = command.get(command.indexOf("-cp") + 1);
        String log = "-Dsluice.broker.log=" + folder.resolve("broker.log");
        String output = Program.output(
                command.getFirst(),
                "-Xmx256m",
                log,
                "-cp",
                classPath,
                BrokerProgram.MAIN,
                "rehearse",
                properties.toString());
        if (!Files.isDirectory(folder.resolve("data"))) {
            throw new IOException("the default broker did not start: " + output);
        }
        return new BrokerProgram(
                folder.resolve("broker.out"),
                List.of(command.getFirst(), "-Xmx256m", log, "-cp", classPath, "kafka.Kafka", properties.toString()),
                Map.of("bootstrap.servers", "localhost:" + port));
    }
}
