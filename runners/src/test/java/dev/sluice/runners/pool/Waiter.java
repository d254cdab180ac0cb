package dev.sluice.runners.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.pool.Slot;
import dev.sluice.core.pool.SlotWaiter;
import org.jspecify.annotations.Nullable;

/** A caller that remembers what it was told. */
final class Waiter implements SlotWaiter {

    private int told;
    private @Nullable Slot slot;
    private @Nullable Outcome refusal;
    private Timings waited = Timings.NONE;

    @Override
    public void granted(Slot granted, Timings timings) {
        told++;
        slot = granted;
        waited = timings;
    }

    @Override
    public void refused(Outcome why, Timings timings) {
        told++;
        refusal = why;
        waited = timings;
    }

    boolean isTold() {
        assertThat(told).as("times told").isLessThanOrEqualTo(1);
        return told == 1;
    }

    boolean isGranted() {
        return isTold() && slot != null;
    }

    Slot slot() {
        if (slot == null) {
            throw new AssertionError("no slot; refused with " + refusal);
        }
        return slot;
    }

    Outcome refusal() {
        if (refusal == null) {
            throw new AssertionError("not refused; slot " + slot);
        }
        return refusal;
    }

    Timings waited() {
        return waited;
    }
}
