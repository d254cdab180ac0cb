package dev.sluice.events.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.InvocationId;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlaceIndexTest {

    @Test
    void itIsAMap() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<IdBits, Long> expected = new HashMap<>();
        PlaceIndex index = new PlaceIndex();
        for (int i = 0; i < 200_000; i++) {
            // Few ids, many of them close together, so that they meet.
            IdBits id = new IdBits(random.nextInt(3), random.nextInt(i < 100_000 ? 20_000 : 500));
            long place = new Place(random.nextInt(4096), random.nextLong(1L << 40), random.nextBoolean()).bits();
            switch (random.nextInt(3)) {
                case 0 -> assertThat(index.put(id, place)).isEqualTo(orNowhere(expected.put(id, place)));
                case 1 -> assertThat(index.remove(id)).isEqualTo(orNowhere(expected.remove(id)));
                default -> assertThat(index.get(id)).isEqualTo(expected.getOrDefault(id, PlaceIndex.NOWHERE));
            }
        }
        assertThat(index.size()).isEqualTo(expected.size());
        expected.forEach((id, place) -> assertThat(index.get(id)).isEqualTo(place));
    }

    private static long orNowhere(@Nullable Long place) {
        return place == null ? PlaceIndex.NOWHERE : place;
    }

    @Test
    void anIdTakesAtMost72Bytes() {
        PlaceIndex index = new PlaceIndex();
        for (int i = 0; i < 1_000_000; i++) {
            index.put(IdBits.of(InvocationId.next(i)), new Place(0, i, true).bits());
            if (i % 10_007 == 10_006) {
                assertThat(index.bytes() / index.size()).isBetween(36L, 72L);
            }
        }
    }

    @Test
    void aPlaceIsKeptInItsBits() {
        assertThat(Place.of(new Place(4095, (1L << 47) - 1, false).bits()))
                .isEqualTo(new Place(4095, (1L << 47) - 1, false));
        assertThat(Place.of(new Place(0, 0, true).bits())).isEqualTo(new Place(0, 0, true));
        assertThat(new Place(0, 0, false).bits()).isNotEqualTo(PlaceIndex.NOWHERE);
    }

    @Test
    void differentIdsHaveDifferentBits() {
        assertThat(IdBits.of(new InvocationId("00000000000000000000000001"))).isEqualTo(new IdBits(0, 1));
        assertThat(IdBits.of(new InvocationId("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"))).isEqualTo(new IdBits(-1, -1));
        assertThat(IdBits.of(new InvocationId("0000000000000G000000000000"))).isEqualTo(new IdBits(1, 0));
    }
}
