package dev.sluice.testkit.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.loop.Cell;
import dev.sluice.core.loop.Loop;
import dev.sluice.core.loop.StateMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CellTest {

    /** Says each word at its time. */
    private static final class Reminders implements StateMachine<String> {
        private final TreeMap<Long, String> words = new TreeMap<>();

        void add(String word, long at) {
            words.put(at, word);
        }

        @Override
        public void tick(long now, Consumer<String> out) {
            while (!words.isEmpty() && words.firstKey() <= now) {
                out.accept(words.pollFirstEntry().getValue());
            }
        }

        @Override
        public long nextTick() {
            return words.isEmpty() ? NEVER : words.firstKey();
        }

        @Override
        public boolean isEmpty() {
            return words.isEmpty();
        }
    }

    private static final class ReminderCell extends Cell<Reminders, String> {
        final List<String> said = new ArrayList<>();
        private final Loop loop;
        int emptied;

        ReminderCell(Loop loop) {
            super(loop);
            this.loop = loop;
            occupy(new Reminders());
        }

        void remind(String word, Duration after) {
            tell((reminders, now, out) -> reminders.add(word, now + after.toNanos()));
        }

        @Override
        protected List<Runnable> prepare(List<String> decided) {
            assertThat(Thread.holdsLock(this)).isTrue();
            List<Runnable> todo = new ArrayList<>();
            decided.forEach(word -> todo.add(() -> say(word)));
            return todo;
        }

        private void say(String word) {
            assertThat(Thread.holdsLock(this)).isFalse();
            said.add(word + " at " + loop.now() / 1_000_000);
        }

        @Override
        protected void emptied() {
            emptied++;
        }
    }

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final ReminderCell cell = new ReminderCell(loop.loop());

    @Test
    void ticksWhenItsMachineSaysSoAlsoIfThatBecomesEarlier() {
        cell.remind("late", Duration.ofMillis(30));
        cell.remind("early", Duration.ofMillis(10));
        loop.run(Duration.ofMillis(20));
        assertThat(cell.said).containsExactly("early at 10");
        loop.run(Duration.ofMillis(20));
        assertThat(cell.said).containsExactly("early at 10", "late at 30");
    }

    @Test
    void whatIsDecidedUnderTwoLocksIsCarriedOutUnderNone() {
        ReminderCell inner = new ReminderCell(loop.loop());
        inner.remind("inner", Duration.ZERO);
        List<Runnable> todo;
        synchronized (cell) {
            todo = inner.changed(StateMachine::tick);
            assertThat(inner.said).isEmpty();
        }
        loop.loop().carryOut(todo);
        loop.run(Duration.ofMillis(1));
        assertThat(inner.said).containsExactly("inner at 0");
    }

    @Test
    void aMachineThatIsEmptyIsForgottenAndToldNothingMore() {
        cell.remind("last", Duration.ofMillis(1));
        loop.run(Duration.ofMillis(2));
        assertThat(cell.machine()).isNull();
        assertThat(cell.emptied).isEqualTo(1);
        cell.remind("lost", Duration.ofMillis(1));
        loop.run(Duration.ofMillis(5));
        assertThat(cell.said).containsExactly("last at 1");
    }

    @Test
    void aSeedDecidesInWhichOrderEffectsAreCarriedOut() {
        assertThat(order(7)).isEqualTo(order(7)).isNotEqualTo(order(8)).hasSize(20);
    }

    private static List<String> order(long seed) {
        SimulatedLoop loop = new SimulatedLoop(seed);
        ReminderCell cell = new ReminderCell(loop.loop());
        for (int i = 0; i < 20; i++) {
            cell.remind("word " + i, Duration.ofNanos(i));
        }
        loop.run(Duration.ofMillis(1));
        return cell.said;
    }

    @Test
    void whatMustAlwaysHoldIsLookedAtAfterEveryStep() {
        List<Integer> seen = new ArrayList<>();
        loop.afterEveryStep(() -> seen.add(cell.said.size()));
        cell.remind("one", Duration.ofMillis(1));
        cell.remind("two", Duration.ofMillis(2));
        loop.run(Duration.ofMillis(3));
        // The alarm, its effect; the alarm, its effect.
        assertThat(seen).containsExactly(0, 1, 1, 2);
    }
}
