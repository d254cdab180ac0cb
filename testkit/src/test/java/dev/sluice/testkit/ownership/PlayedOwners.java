package dev.sluice.testkit.ownership;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.Owners;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.time.Timers;
import dev.sluice.testkit.loop.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Gateways on one store in virtual time. */
final class PlayedOwners {

    static final OwnedName LOCK = new OwnedName(OwnedName.Sort.LOCK, Namespace.DEFAULT, "nightly");

    final SimulatedLoop loop;
    final ToldState state;
    final List<Owners> gateways = new ArrayList<>();

    /** What happened, as {@code g0 Granted}. */
    final List<String> told = new ArrayList<>();

    PlayedOwners(long seed, int gateways) {
        this(seed, gateways, state -> state, time -> time);
    }

    /** {@code planted}: what the gateways take the store for; {@code clock}: what all but the first take the time for. */
    PlayedOwners(long seed, int gateways, UnaryOperator<KeyedState> planted, UnaryOperator<Timers> clock) {
        loop = new SimulatedLoop(seed);
        state = new ToldState(new InMemoryKeyedState(loop.time()), loop);
        for (int i = 0; i < gateways; i++) {
            String name = "g" + i;
            Timers time = i == 0 ? loop.time() : clock.apply(loop.time());
            this.gateways.add(new Owners(
                    new Loop(time, loop),
                    planted.apply(state),
                    name,
                    (_, event) -> told.add(name + " " + event.getClass().getSimpleName())));
        }
    }

    Owners gateway(int index) {
        return gateways.get(index);
    }

    void pass(Duration time) {
        loop.run(time);
    }

    static Owners.Wanted wanted(String who, Duration lease) {
        return new Owners.Wanted(1, who, lease, "");
    }
}
