package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pump, in virtual time, against a model of partitions: whoever ends, and whenever, nothing is lost and all is in order. */
class PumpSimulationTest {

    private static final PumpSettings.Bounds NARROW =
            new PumpSettings.Bounds(60, 1 << 20, 200, Duration.ofMillis(20), Duration.ofHours(6));

    private static final List<String> VALUES =
            List.of("ok", "ok", "ok", "ok", "ok", "ok", "flaky", "flaky", "poison", "refused", "outage");

    static LongStream seeds() {
        long first = System.nanoTime();
        return LongStream.range(first, first + 40);
    }

    /** All that is needed for one run. */
    private static final class World {
        final SplittableRandom random;
        final SimulatedLoop loop;
        final PumpSettings settings;
        final WorkModel work;
        final List<PartitionModel> partitions = new ArrayList<>();
        final List<OwnerModel> owners = new ArrayList<>();

        World(long seed, PumpSettings settings) {
            this.random = new SplittableRandom(seed);
            this.loop = new SimulatedLoop(seed);
            this.settings = settings;
            this.work = new WorkModel(loop, random.split(), settings);
            for (int i = 0; i < 3; i++) {
                partitions.add(new PartitionModel(new TopicPartition("t", i)));
            }
        }

        OwnerModel owner() {
            OwnerModel owner = new OwnerModel(loop, random.split(), settings, work.of());
            owners.add(owner);
            return owner;
        }

        String append(PartitionModel partition, String key, String value) {
            if (random.nextInt(10) == 0) {
                partition.gap();
            }
            ConsumerRecord<byte[], byte[]> record = partition.append(key, value);
            work.appended(record);
            return WorkModel.id(record);
        }

        void appendSome(int count) {
            for (int i = 0; i < count; i++) {
                String key = random.nextInt(8) == 0 ? "" : "k" + random.nextInt(12);
                append(
                        partitions.get(random.nextInt(partitions.size())),
                        key,
                        VALUES.get(random.nextInt(VALUES.size())));
            }
        }

        OwnerModel anyOwner() {
            List<OwnerModel> alive =
                    owners.stream().filter(owner -> !owner.ended).toList();
            return alive.get(random.nextInt(alive.size()));
        }

        /** One change of hands, of whatever kind. */
        void disturb() {
            PartitionModel partition = partitions.get(random.nextInt(partitions.size()));
            OwnerModel from = owners.stream()
                    .filter(owner -> !owner.ended && owner.owns(partition))
                    .findFirst()
                    .orElse(null);
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (from != null) {
                        from.revoke(partition, () -> anyOwner().assign(partition));
                    }
                }
                case 1 -> {
                    if (from != null) {
                        OwnerModel heir = owner();
                        heir.assign(partition);
                        loop.after(random.nextLong(20_000_000), () -> from.lose(partition));
                    }
                }
                default -> crash(anyOwner());
            }
        }

        void crash(OwnerModel owner) {
            List<PartitionModel> orphans =
                    partitions.stream().filter(owner::owns).toList();
            owner.ended = true;
            owner();
            loop.after(
                    random.nextLong(30_000_000),
                    () -> orphans.forEach(partition -> anyOwner().assign(partition)));
        }

        void runOut() {
            for (int i = 0; i < 600 && !partitions.stream().allMatch(PartitionModel::isWorkedOff); i++) {
                loop.run(Duration.ofSeconds(1));
            }
        }
    }

    private static PumpSettings settings(SplittableRandom random) {
        Delivery delivery = random.nextInt(4) == 0 ? Delivery.ELASTIC : Delivery.ORDERED;
        int batch = random.nextInt(3) == 0 ? 5 : 1;
        PumpSettings settings = new PumpSettings(
                delivery,
                1 + random.nextInt(20),
                batch,
                Duration.ofMillis(batch == 1 ? 0 : random.nextInt(10)),
                1 + random.nextInt(4),
                NARROW,
                random.nextBoolean() ? OnOutage.PAUSE : OnOutage.DEAD_LETTER);
        return random.nextBoolean() ? settings : settings.in(BY_SIZE);
    }

    /** Whose records they are has nothing to do with their keys. */
    private static final Turns BY_SIZE = new Turns() {
        @Override
        public Share of(ConsumerRecord<byte[], byte[]> record) {
            int length = record.value().length;
            return new Share("of length " + length, length);
        }
    };

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesNothingAndKeepsOrderWhoeverEndsWhenever(long seed) {
        World world = new World(seed, settings(new SplittableRandom(seed)));
        OwnerModel first = world.owner();
        world.partitions.forEach(first::assign);
        for (int i = 0; i < 12; i++) {
            world.appendSome(40);
            world.loop.run(Duration.ofMillis(world.random.nextInt(60)));
            world.disturb();
        }
        world.runOut();
        assertThat(world.partitions).as("seed %s", seed).allMatch(PartitionModel::isWorkedOff);
        assertThat(world.work.finished).as("seed %s", seed).hasSize(480);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void runsNothingAgainThatIsDoneWhereHandsChangeInPeace(long seed) {
        World world = new World(seed, settings(new SplittableRandom(seed)));
        OwnerModel first = world.owner();
        world.owner();
        world.partitions.forEach(first::assign);
        for (int i = 0; i < 10; i++) {
            world.appendSome(40);
            world.loop.run(Duration.ofMillis(200));
            PartitionModel partition = world.partitions.get(world.random.nextInt(3));
            world.owners.stream()
                    .filter(owner -> owner.owns(partition))
                    .findFirst()
                    .ifPresent(owner ->
                            owner.revoke(partition, () -> world.anyOwner().assign(partition)));
        }
        world.runOut();
        assertThat(world.work.finished).as("seed %s", seed).hasSize(400);
        assertThat(world.work.repeated).as("seed %s", seed).isEmpty();
    }

    @Test
    void aSlowRecordKeepsBackOnlyThoseOfItsKey() {
        World world = new World(1, PumpSettings.of(Delivery.ORDERED, 10, 3));
        PartitionModel partition = world.partitions.getFirst();
        world.append(partition, "slow", "slow");
        for (int i = 0; i < 500; i++) {
            world.append(partition, "k" + i % 7, "ok");
        }
        world.append(partition, "slow", "ok");
        world.owner().assign(partition);
        world.loop.run(Duration.ofSeconds(1));
        assertThat(world.work.finished).hasSize(500);
        world.loop.run(Duration.ofSeconds(5));
        assertThat(world.work.finished).hasSize(502);
        assertThat(partition.isWorkedOff()).isTrue();
    }

    @Test
    void anOutageOfTheCodeBuriesNothing() {
        PumpSettings settings =
                new PumpSettings(Delivery.ORDERED, 10, 1, Duration.ZERO, 3, PumpSettings.Bounds.USUAL, OnOutage.PAUSE);
        World world = new World(4, settings);
        OwnerModel owner = world.owner();
        world.partitions.forEach(owner::assign);
        world.work.down = true;
        for (int i = 0; i < 300; i++) {
            world.append(world.partitions.get(i % 3), "k" + i % 70, "ok");
        }
        for (int i = 0; i < 20; i++) {
            world.loop.run(Duration.ofMinutes(1));
        }
        assertThat(owner.cell.report().outage()).isPresent();
        assertThat(world.work.buried).isEmpty();

        world.work.down = false;
        for (int i = 0; i < 3; i++) {
            world.loop.run(Duration.ofMinutes(1));
        }
        assertThat(world.work.buried).isEmpty();
        assertThat(world.work.finished).hasSize(300);
        assertThat(owner.cell.report().outage()).isEmpty();
    }

    @Test
    void aRecordThatFailsKeepsBackOnlyThoseOfItsKeyAndIsBuriedWithWhatWasTried() {
        World world = new World(2, PumpSettings.of(Delivery.ORDERED, 1, 3));
        PartitionModel partition = world.partitions.getFirst();
        String poison = world.append(partition, "a", "poison");
        world.append(partition, "a", "ok");
        world.append(partition, "b", "ok");
        world.owner().assign(partition);
        world.loop.run(Duration.ofSeconds(30));
        assertThat(world.work.buried).containsExactly(poison);
        assertThat(world.work.finished).hasSize(3);
        assertThat(world.work.starts.values()).containsExactlyInAnyOrder(3, 1, 1);
    }

    @Test
    void aRecordThatEndsItsOwnerEachTimeIsBuriedInTheEnd() {
        World world = new World(3, PumpSettings.of(Delivery.ORDERED, 1, 3));
        PartitionModel partition = world.partitions.getFirst();
        String deadly = world.append(partition, "a", "slow");
        world.append(partition, "a", "ok");
        int owners = 0;
        OwnerModel owner = world.owner();
        owner.assign(partition);
        while (!world.work.finished.contains(deadly) && owners < 20) {
            int begun = world.work.starts.getOrDefault(deadly, 0);
            for (int i = 0; i < 3_000 && world.work.starts.getOrDefault(deadly, 0) == begun; i++) {
                world.loop.run(Duration.ofMillis(1));
            }
            if (world.work.starts.getOrDefault(deadly, 0) > begun) {
                owner.ended = true;
                owners++;
                owner = world.owner();
                owner.assign(partition);
            }
        }
        world.loop.run(Duration.ofSeconds(5));
        assertThat(world.work.buried).containsExactly(deadly);
        // The first time it was not known yet that it was begun.
        assertThat(owners).isBetween(3, 4);
        assertThat(partition.isWorkedOff()).isTrue();
    }

    @Test
    void whatIsIdleIsCommittedAnewLongBeforeKafkaForgetsIt() {
        World world = new World(4, PumpSettings.of(Delivery.ORDERED, 1, 3));
        PartitionModel partition = world.partitions.getFirst();
        world.append(partition, "a", "ok");
        OwnerModel owner = world.owner();
        owner.assign(partition);
        world.loop.run(Duration.ofSeconds(1));
        owner.stopReading();
        world.loop.run(Duration.ofDays(8));
        List<Long> times = owner.commitsAt;
        assertThat(times).hasSizeGreaterThan(30);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                    .isLessThan(Duration.ofHours(7).toNanos());
        }
    }
}
