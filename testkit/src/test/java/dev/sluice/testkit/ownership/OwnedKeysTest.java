package dev.sluice.testkit.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.ownership.OwnedKeys;
import dev.sluice.core.ownership.OwnedKeys.Change;
import dev.sluice.core.ownership.OwnedKeys.Condition;
import dev.sluice.core.ownership.OwnedName;
import dev.sluice.core.ownership.OwnedValue;
import dev.sluice.core.ownership.RecordWatch;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.core.state.Version;
import dev.sluice.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OwnedKeysTest {

    private static final Condition ANY = new Condition.Any();
    private static final OwnedName KEY = key(Namespace.DEFAULT, "leader");

    private final VirtualTime time = new VirtualTime();
    private final KeyedState state = new InMemoryKeyedState(time);
    private final OwnedKeys keys = new OwnedKeys(state, time);

    private static OwnedName key(Namespace namespace, String name) {
        return new OwnedName(OwnedName.Sort.KEY, namespace, name);
    }

    @Test
    void aValueOfAnyTextIsKeptAsItIs() {
        String text = "Grüße, \"a b\"\n100 % + 1\0" + "ü".repeat(5_000);

        put(text, ANY);

        assertThat(keys.get(KEY)).map(OwnedValue::text).contains(text);
        put("", ANY);
        assertThat(keys.get(KEY)).map(OwnedValue::text).contains("");
    }

    @Test
    void aKeyIsMadeOnlyWhereThereIsNone() {
        Condition none = new Condition.VersionIs(Version.NONE);
        assertThat(put("one", none)).isInstanceOf(Change.Made.class);

        assertThat(put("two", none)).isEqualTo(new Change.Differs(keys.get(KEY)));

        assertThat(keys.get(KEY)).map(OwnedValue::text).contains("one");
    }

    @Test
    void aValueIsReplacedByVersionOrByValueOnlyIfItStandsThere() {
        put("one", ANY);
        Version first = keys.get(KEY).orElseThrow().version();

        assertThat(put("two", new Condition.ValueIs("one"))).isInstanceOf(Change.Made.class);
        assertThat(put("three", new Condition.ValueIs("one"))).isInstanceOf(Change.Differs.class);
        assertThat(put("three", new Condition.VersionIs(first))).isInstanceOf(Change.Differs.class);
        Version second = keys.get(KEY).orElseThrow().version();
        assertThat(keys.delete(KEY, new Condition.VersionIs(first), OptionalLong.empty()))
                .isInstanceOf(Change.Differs.class);
        assertThat(keys.delete(KEY, new Condition.VersionIs(second), OptionalLong.empty()))
                .isInstanceOf(Change.Made.class);
        assertThat(keys.get(KEY)).isEmpty();
        assertThat(keys.delete(KEY, ANY, OptionalLong.empty())).isEqualTo(new Change.Differs(Optional.empty()));
    }

    @Test
    void aValueVanishesAfterItsTime() {
        keys.put(KEY, "short", ANY, Optional.of(Duration.ofSeconds(5)), OptionalLong.empty());
        assertThat(keys.get(KEY).orElseThrow().expiresAt())
                .contains(time.instant().plusSeconds(5));

        time.pass(Duration.ofSeconds(5));

        assertThat(keys.get(KEY)).isEmpty();
        assertThat(put("next", new Condition.VersionIs(Version.NONE))).isInstanceOf(Change.Made.class);
    }

    /** Two who both think that they hold a lock are told apart by the token. */
    @Test
    void whoWritesWithASmallerTokenThanSomebodyBeforeIsRefused() {
        assertThat(put("by the new owner", 9)).isInstanceOf(Change.Made.class);

        assertThat(put("by the late one", 7)).isEqualTo(new Change.Fenced(9));
        assertThat(keys.delete(KEY, ANY, OptionalLong.of(7))).isEqualTo(new Change.Fenced(9));
        put("by somebody without a lock", ANY);
        assertThat(put("by the late one", 7)).isEqualTo(new Change.Fenced(9));

        assertThat(put("again", 9)).isInstanceOf(Change.Made.class);
        assertThat(keys.get(KEY)).map(OwnedValue::text).contains("again");
    }

    @Test
    void namespacesDoNotMix() {
        OwnedName other = key(new Namespace("team-a"), "leader");
        put("one", ANY);
        keys.put(other, "two", ANY, Optional.empty(), OptionalLong.empty());

        assertThat(keys.get(KEY)).map(OwnedValue::text).contains("one");
        assertThat(keys.names(Namespace.DEFAULT)).containsExactly("leader");
        assertThat(keys.names(new Namespace("team"))).isEmpty();
    }

    @Test
    void thereAreNoMoreKeysThanMay() {
        for (int i = 0; i < OwnedKeys.MOST; i++) {
            state.put(new StateKey("own-keys", "default.k" + i), "1 0 0 ", Version.NONE, Instant.MAX);
        }

        assertThat(put("one more", ANY)).isEqualTo(new Change.TooMany());
    }

    @Test
    @Timeout(20)
    void whoWaitsIsToldOfAChangeThatCameBeforeHeWaited() throws InterruptedException {
        try (RecordWatch watch = new RecordWatch(state, KEY)) {
            put("one", ANY);

            assertThat(watch.await(Duration.ofSeconds(20))).isTrue();
            assertThat(watch.await(Duration.ofMillis(1))).isFalse();
            watch.close();
            assertThat(watch.await(Duration.ofSeconds(20))).isTrue();
        }
    }

    private Change put(String text, Condition condition) {
        return keys.put(KEY, text, condition, Optional.empty(), OptionalLong.empty());
    }

    private Change put(String text, long token) {
        return keys.put(KEY, text, ANY, Optional.empty(), OptionalLong.of(token));
    }
}
