package dev.sluice.events.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeks in virtual time: owners hear of them whenever, and end or lose their partitions whenever. */
class SeekSimulationTest {

    private static final int RECORDS = 60;
    private static final PumpSettings SETTINGS = new PumpSettings(
            Delivery.ORDERED,
            5,
            1,
            Duration.ZERO,
            3,
            new PumpSettings.Bounds(40, 1 << 20, 50, Duration.ofMillis(20), Duration.ofHours(6)),
            OnOutage.PAUSE);

    static LongStream seeds() {
        long first = System.nanoTime();
        return LongStream.range(first, first + 40);
    }

    /** What began, in order; all of it is done after a while. */
    private static final class Started implements Work {
        final List<String> places = new ArrayList<>();
        private final SimulatedLoop loop;
        private final SplittableRandom random;

        Started(SimulatedLoop loop, SplittableRandom random) {
            this.loop = loop;
            this.random = random;
        }

        @Override
        public CompletionStage<List<Verdict>> run(List<Attempt> attempts) {
            places.add(place(
                    attempts.getFirst().record().partition(),
                    attempts.getFirst().record().offset()));
            CompletableFuture<List<Verdict>> done = new CompletableFuture<>();
            loop.after(random.nextLong(8_000_000), () -> done.complete(List.of(Verdict.DONE)));
            return done;
        }

        @Override
        public CompletionStage<Void> bury(Attempt attempt, String reason, String detail) {
            throw new AssertionError("nothing dies here: " + detail);
        }
    }

    private static String place(int partition, long offset) {
        return partition + "/" + offset;
    }

    private static final class World {
        final SplittableRandom random;
        final SimulatedLoop loop;
        final Started work;
        final List<PartitionModel> partitions = new ArrayList<>();
        final List<OwnerModel> owners = new ArrayList<>();
        Seek seek = Seek.NONE;

        World(long seed) {
            random = new SplittableRandom(seed);
            loop = new SimulatedLoop(seed);
            work = new Started(loop, random.split());
            for (int i = 0; i < 2; i++) {
                PartitionModel partition = new PartitionModel(new TopicPartition("t", i));
                partitions.add(partition);
                for (int k = 0; k < RECORDS; k++) {
                    partition.append("k" + k % 7, "v");
                }
            }
        }

        /** A new one hears of the seek there is, as gateways do at their start. */
        OwnerModel owner() {
            OwnerModel owner = new OwnerModel(loop, random.split(), SETTINGS, work);
            owner.seek(seek);
            owners.add(owner);
            return owner;
        }

        OwnerModel anyOwner() {
            List<OwnerModel> alive =
                    owners.stream().filter(owner -> !owner.ended).toList();
            return alive.get(random.nextInt(alive.size()));
        }

        void seek(long number) {
            Map<TopicPartition, Seek.Point> points = new HashMap<>(seek.points());
            for (PartitionModel partition : partitions) {
                if (points.isEmpty() || random.nextInt(3) > 0) {
                    points.put(partition.partition, new Seek.Point(number, random.nextInt(RECORDS + 1)));
                }
            }
            seek = new Seek(points);
            Seek told = seek;
            owners.forEach(owner -> loop.after(random.nextLong(60_000_000), () -> owner.seek(told)));
        }

        void disturb() {
            PartitionModel partition = partitions.get(random.nextInt(partitions.size()));
            OwnerModel from = owners.stream()
                    .filter(owner -> !owner.ended && owner.owns(partition))
                    .findFirst()
                    .orElse(null);
            if (from == null) {
                return;
            }
            if (random.nextBoolean()) {
                from.revoke(partition, () -> anyOwner().assign(partition));
                return;
            }
            List<PartitionModel> orphans =
                    partitions.stream().filter(from::owns).toList();
            from.ended = true;
            owner();
            loop.after(
                    random.nextLong(30_000_000),
                    () -> orphans.forEach(each -> anyOwner().assign(each)));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aSeekIsDoneOnceWhoeverOwnsThePartition(long seed) {
        World world = new World(seed);
        OwnerModel first = world.owner();
        world.owner();
        world.partitions.forEach(first::assign);
        Map<String, Integer> begunBefore = new HashMap<>();
        world.partitions.forEach(partition -> partition.onSeek = number -> {
            String once = partition.partition.partition() + " by " + number;
            assertThat(begunBefore.put(once, world.work.places.size()))
                    .as("seed %s sets %s", seed, once)
                    .isNull();
        });

        for (int number = 1; number <= 3; number++) {
            world.loop.run(Duration.ofMillis(world.random.nextInt(60)));
            world.seek(number);
            world.loop.run(Duration.ofMillis(world.random.nextInt(60)));
            world.disturb();
        }
        for (int i = 0; i < 60; i++) {
            world.loop.run(Duration.ofSeconds(1));
        }

        for (PartitionModel partition : world.partitions) {
            int id = partition.partition.partition();
            Seek.Point last = world.seek.points().get(partition.partition);
            if (last == null) {
                continue; // No seek has meant it.
            }
            assertThat(partition.progress().seek()).as("seed %s", seed).isEqualTo(last.number());
            assertThat(partition.committed).as("seed %s", seed).isGreaterThanOrEqualTo(RECORDS);
            int before = begunBefore.getOrDefault(id + " by " + last.number(), -1);
            List<String> since = world.work.places.subList(before, world.work.places.size());
            for (long offset = last.offset(); offset < RECORDS; offset++) {
                assertThat(since).as("seed %s", seed).contains(place(id, offset));
            }
            for (long offset = 0; offset < last.offset(); offset++) {
                assertThat(since).as("seed %s", seed).doesNotContain(place(id, offset));
            }
        }
    }
}
