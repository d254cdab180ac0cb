package dev.sluice.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.state.KeyedState.Entry;
import dev.sluice.core.state.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerLeaseTest {

    private static final Version SEVENTH = new Version(7);

    private final OwnerLease lease = new OwnerLease("one");
    private final List<ScheduleEffect> effects = new ArrayList<>();

    @Test
    void aLeaseThatIsOnlyReadIsNotSureUntilItIsChanged() {
        lease.tick(0, effects::add);
        lease.read(Optional.of(new Entry("1 one", SEVENTH)), 1);
        assertThat(lease.isMine()).isTrue();
        assertThat(lease.isSure(1)).isFalse();

        lease.tick(1, effects::add);
        assertThat(effects).containsExactly(new ScheduleEffect.ReadLease(), new ScheduleEffect.WriteLease(SEVENTH));
        lease.written(Optional.of(new Version(8)));
        assertThat(lease.isSure(OwnerLease.SURE)).isTrue();
        assertThat(lease.isSure(OwnerLease.SURE + 1)).isFalse();
    }

    @Test
    void whatAnotherChangesIsNotTakenUntilItHasStoodForTheLengthOfALease() {
        lease.tick(0, effects::add);
        lease.read(Optional.of(new Entry("1 two", SEVENTH)), 1);
        lease.tick(OwnerLease.LENGTH, effects::add);
        lease.read(Optional.of(new Entry("1 two", SEVENTH)), OwnerLease.LENGTH);
        lease.tick(OwnerLease.LENGTH + OwnerLease.BEAT, effects::add);
        assertThat(effects)
                .containsExactly(
                        new ScheduleEffect.ReadLease(),
                        new ScheduleEffect.ReadLease(),
                        new ScheduleEffect.WriteLease(SEVENTH));
        lease.written(Optional.empty());
        assertThat(lease.isMine()).isFalse();
    }
}
