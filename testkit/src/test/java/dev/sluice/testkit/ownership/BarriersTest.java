package dev.sluice.testkit.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.ownership.Barriers;
import dev.sluice.core.ownership.Barriers.Arrival;
import dev.sluice.core.ownership.Gathering;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.state.InMemoryKeyedState;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BarriersTest {

    private static final OwnedName NAME = new OwnedName(OwnedName.Sort.BARRIER, Namespace.DEFAULT, "stage");

    private final Barriers barriers = new Barriers(new InMemoryKeyedState(InstantSource.system()));

    @Test
    void aBarrierOpensWhenAllHaveCome() {
        assertThat(arrive("a", 3)).isEqualTo(new Arrival.Came(0, new Gathering(3, 0, List.of("a"))));
        arrive("b", 3);

        assertThat(arrive("c", 3)).isEqualTo(new Arrival.Came(0, new Gathering(3, 1, List.of())));
        assertThat(arrive("a", 3)).isEqualTo(new Arrival.Came(1, new Gathering(3, 1, List.of("a"))));
    }

    @Test
    void whoComesTwiceCountsOnce() {
        arrive("a", 2);

        assertThat(arrive("a", 2)).isEqualTo(new Arrival.Came(0, new Gathering(2, 0, List.of("a"))));
    }

    @Test
    void whoAsksAgainForWhatHasOpenedDoesNotComeAnew() {
        arrive("a", 2);
        arrive("b", 2);

        assertThat(barriers.arrive(NAME, "a", 2, OptionalLong.of(0)))
                .isEqualTo(new Arrival.Came(0, new Gathering(2, 1, List.of())));
    }

    @Test
    void allMustSayTheSameNumber() {
        arrive("a", 3);

        assertThat(arrive("b", 2)).isEqualTo(new Arrival.OtherParties(3));
    }

    @Test
    void whatIsRemovedIsGone() {
        arrive("a", 3);

        assertThat(barriers.remove(NAME)).isTrue();
        assertThat(barriers.remove(NAME)).isFalse();
        assertThat(barriers.gathering(NAME)).isEqualTo(new Gathering(0, 0, List.of()));
    }

    @Test
    void ofManyAtOnceEachCounts() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String party = "p" + i;
                threads.execute(() -> arrive(party, 50));
            }
        }

        assertThat(barriers.gathering(NAME)).isEqualTo(new Gathering(50, 4, List.of()));
    }

    private Arrival arrive(String party, int parties) {
        return barriers.arrive(NAME, party, parties, OptionalLong.empty());
    }
}
