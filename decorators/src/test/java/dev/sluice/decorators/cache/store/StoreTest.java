package dev.sluice.decorators.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.invocation.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreTest {

    private record Name(String text, int place) implements StoreKey {
        @Override
        public int weight() {
            return 10;
        }
    }

    private record Kept(List<Varied> varied, long asked, int weight) implements Entry {}

    private static final Name NAME = new Name("a", 5);

    private final Store<Name, Kept> store = new Store<>(10_000, 100);

    private static Kept kept(long asked) {
        return new Kept(List.of(), asked, 100);
    }

    @Test
    void whatWasAskedForBeforeAChangeIsNeitherGivenOutNorTaken() {
        store.put(NAME, kept(1));
        store.changes().at(5, 2);

        assertThat(store.find(NAME, Headers.EMPTY)).isEmpty();
        store.put(NAME, kept(2));
        assertThat(store.find(NAME, Headers.EMPTY)).isEmpty();
        store.put(NAME, kept(3));
        assertThat(store.find(NAME, Headers.EMPTY)).contains(kept(3));
        store.changes().everywhere(3);
        assertThat(store.find(NAME, Headers.EMPTY)).isEmpty();
    }

    @Test
    void anOlderAnswerDoesNotTakeThePlaceOfANewerOne() {
        store.put(NAME, kept(3));
        store.put(NAME, kept(2));

        assertThat(store.find(NAME, Headers.EMPTY)).contains(kept(3));
    }

    @Test
    void changesCanBeToldToAnotherStore() {
        store.changes().at(123_456_789, 7);
        Changes other = new Changes();

        store.changes().forEach(other::at);

        assertThat(other.noneSince(123_456_789, 7)).isFalse();
        assertThat(other.noneSince(123_456_789, 8)).isTrue();
        assertThat(other.noneSince(5, 1)).isTrue();
    }

    @Test
    void itKeepsNoMoreThanItMay() {
        for (int i = 0; i < 1_000; i++) {
            store.put(new Name("n" + i, i), kept(1));
        }

        assertThat(store.bytes()).isPositive().isLessThanOrEqualTo(10_000);
        assertThat(store.size()).isPositive().isLessThanOrEqualTo(100);
    }
}
