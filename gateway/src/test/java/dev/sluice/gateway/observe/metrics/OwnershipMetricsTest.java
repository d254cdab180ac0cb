package dev.sluice.gateway.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.OwnedName.Sort;
import dev.sluice.core.ownership.OwnershipEvent;
import dev.sluice.core.ownership.Tended;
import dev.sluice.core.state.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OwnershipMetricsTest {

    private final List<Tended> tended = new ArrayList<>();
    private final OwnershipMetrics metrics = new OwnershipMetrics(() -> tended);

    /** All series but buckets, as {@code name{labels}}. */
    private Map<String, Double> series() {
        return metrics.collect().stream()
                .flatMap(family -> family.samples.stream())
                .filter(sample -> !sample.name.endsWith("_bucket"))
                .collect(Collectors.toMap(
                        sample -> sample.name + String.join(",", sample.labelValues), sample -> sample.value));
    }

    @Test
    void whatHappensIsCountedBySort() {
        metrics.happened(Sort.LOCK, new OwnershipEvent.Granted(1_500_000_000));
        metrics.happened(Sort.LOCK, new OwnershipEvent.HandedOver());
        metrics.happened(Sort.LOCK, new OwnershipEvent.Released());
        metrics.happened(Sort.ELECTION, new OwnershipEvent.Expired());
        metrics.happened(Sort.ELECTION, new OwnershipEvent.Lost());
        metrics.happened(Sort.SEMAPHORE, new OwnershipEvent.Refused("too_many_waiters"));

        assertThat(series())
                .containsEntry("sluice_ownership_wait_seconds_countlock", 1.0)
                .containsEntry("sluice_ownership_wait_seconds_sumlock", 1.5)
                .containsEntry("sluice_ownership_hand_overs_totallock", 1.0)
                .containsEntry("sluice_ownership_ended_totallock,released", 1.0)
                .containsEntry("sluice_ownership_ended_totalelection,expired", 1.0)
                .containsEntry("sluice_ownership_ended_totalelection,released", 0.0)
                .containsEntry("sluice_ownership_lost_totalelection", 1.0)
                .containsEntry("sluice_ownership_refused_totalsemaphore,too_many_waiters", 1.0);
    }

    @Test
    void thereAreAsManySeriesHoweverMuchIsOwned() {
        int before = series().size();
        for (int i = 0; i < 1_000; i++) {
            OwnedName name = new OwnedName(Sort.LOCK, Namespace.DEFAULT, "lock-" + i);
            Tended.By by = new Tended.By("ann", new Version(i + 1), Duration.ofSeconds(3));
            tended.add(new Tended(name, List.of(by), 2, 5));
        }

        assertThat(series())
                .hasSize(before)
                .containsEntry("sluice_ownership_heldlock", 1_000.0)
                .containsEntry("sluice_ownership_waitinglock", 2_000.0);
    }
}
