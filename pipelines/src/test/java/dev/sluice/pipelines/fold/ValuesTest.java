package dev.sluice.pipelines.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.stored.UnreadableRecordException;
import dev.sluice.pipelines.packed.PackedReader;
import dev.sluice.pipelines.packed.PackedWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValuesTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Values values(String... json) throws UnfitItemException {
        Values all = new Values();
        for (String each : json) {
            all.add(Values.of(bytes(each)));
        }
        return all;
    }

    private static Values again(Values values) throws UnreadableRecordException {
        PackedWriter packed = new PackedWriter();
        values.pack(packed);
        return (Values) Fold.read(new PackedReader(packed.written()));
    }

    private static String json(Optional<Values.Chunk> chunk) {
        return new String(chunk.orElseThrow().json(), StandardCharsets.UTF_8);
    }

    @Test
    void aChunkIsMadeWhenItIsFullOrWhenNothingMoreComes() throws UnfitItemException {
        Values values = values("1", "2", "3", "4", "5");

        assertThat(json(values.chunk(3, false, false))).isEqualTo("[1,2,3]");
        assertThat(values.chunk(3, false, false)).as("two are no full chunk").isEmpty();
        assertThat(values.chunk(3, true, false))
                .as("more may come of the first")
                .isEmpty();
        values.answered(3, bytes("6"));
        assertThat(json(values.chunk(3, false, false))).isEqualTo("[4,5,6]");
        values.answered(5, bytes("15"));

        assertThat(values.chunk(3, true, true)).as("one needs no call").isEmpty();
        assertThat(values.result()).isEqualTo("15");
        assertThat(values.members()).isEqualTo(5);
    }

    @Test
    void whereMemoryIsShortTwoAreEnough() throws UnfitItemException {
        assertThat(json(values("1", "2").chunk(100, false, true))).isEqualTo("[1,2]");
    }

    @Test
    void longValuesFillAChunkAndTooLongOnesAreRefused() throws UnfitItemException {
        String half = "\"" + "x".repeat(200_000) + "\"";

        assertThat(values(half, half, "1")
                        .chunk(100, false, false)
                        .orElseThrow()
                        .members())
                .isEqualTo(2);
        assertThatThrownBy(() -> values("\"" + "x".repeat(600_000) + "\""))
                .isInstanceOf(UnfitItemException.class)
                .hasMessage("The data has 600002 bytes, and may have 524288.");
    }

    @Test
    void whatIsLostIsInNoResult() throws UnfitItemException {
        Values values = values("1", "2");
        assertThat(values.chunk(2, true, false)).isPresent();
        assertThatThrownBy(values::result).hasMessage("1 calls are under way, and 0 values wait");

        values.lost(2);

        assertThat(values.members()).isZero();
        assertThat(values.result()).isEqualTo("null");
    }

    /** The seed is in the name of what fails. */
    @Test
    void inWhateverOrderAnswersComeAllIsFoldedOnceAcrossOwners() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Values values = new Values();
            Deque<Values.Chunk> calls = new ArrayDeque<>();
            int count = random.nextInt(60);
            int most = 2 + random.nextInt(5);
            int made = 0;
            for (int i = 0; i < count || !calls.isEmpty() || made == 0; ) {
                made = 1;
                if (i < count && random.nextBoolean()) {
                    values.add(Values.of(bytes(Integer.toString(i++))));
                } else if (!calls.isEmpty()) {
                    Values.Chunk over = random.nextBoolean() ? calls.removeFirst() : calls.removeLast();
                    values.answered(over.members(), bytes(Integer.toString(sum(over))));
                }
                values.chunk(most, i == count, random.nextInt(9) == 0).ifPresent(calls::add);
                values = again(values);
            }

            assertThat(values.result())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(count == 0 ? "null" : Integer.toString(count * (count - 1) / 2));
            assertThat(values.members()).isEqualTo(count);
        }
    }

    private static int sum(Values.Chunk chunk) {
        int sum = 0;
        for (String each : new String(chunk.json(), StandardCharsets.UTF_8)
                .replaceAll("[\\[\\]]", "")
                .split(",", -1)) {
            sum += Integer.parseInt(each);
        }
        return sum;
    }
}
