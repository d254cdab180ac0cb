package dev.sluice.gateway.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Access;
import dev.sluice.core.function.Affinity;
import dev.sluice.core.function.AffinityField;
import dev.sluice.core.function.AffinityStrategy;
import dev.sluice.core.function.BackgroundPolicy;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.KeepAlivePolicy;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.core.function.Scaling;
import dev.sluice.core.function.Shards;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.RequestHead;
import dev.sluice.core.pool.Shard;
import dev.sluice.core.pool.SlotWaiter;
import dev.sluice.gateway.invoke.TestVersions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** To which shard a call goes. */
class ShardKeysTest {

    private final CallKeys keys = CallKeys.of(version("header X-User"));

    @Test
    void theKeyIsTheHashOfTheField() {
        assertThat(keys.of(call("x-user", "ann"))).isEqualTo(Shard.hash("ann"));
    }

    @Test
    void aCallThatNamesItsShardGoesThereWhateverItsFieldIs() {
        for (int number = 0; number < 4; number++) {
            long key = keys.of(call("Sluice-Shard", "" + number, "Sluice-Shards", "4", "X-User", "ann"));
            assertThat(Shard.numberOf(key, 4)).isEqualTo(number);
        }
        assertThat(Shard.numberOf(keys.of(call("Sluice-Shard", "2")), 4)).isEqualTo(2);
    }

    @Test
    void aCallThatLacksTheFieldIsRefusedWithASentence() {
        refused(
                call("X-Other", "ann"),
                "the call has no 'header X-User', which says to which of the 4 shards of hello it goes; 'Sluice-Shard' names one too");
    }

    @Test
    void aCallThatNamesAShardThatIsNotThereIsRefusedWithASentence() {
        refused(
                call("Sluice-Shard", "4", "X-User", "ann"),
                "'Sluice-Shard' is '4', and hello has 4 shards, from 0 to 3");
        refused(call("Sluice-Shard", "-1"), "'Sluice-Shard' is '-1', and hello has 4 shards, from 0 to 3");
        refused(
                call("Sluice-Shard", "1", "Sluice-Shards", "8"),
                "'Sluice-Shards' is '8', and hello has 4 shards, from 0 to 3");
    }

    @Test
    void aCallerWithoutACookieGetsOneThatLeadsToAShard() {
        CallKeys sessions = CallKeys.of(version("cookie"));
        Invocation call = call("X-Other", "1");

        assertThat(sessions.of(call)).isEqualTo(SlotWaiter.NO_KEY);
        assertThat(sessions.refusal(call)).isEmpty();
        SessionKeys.Session session = sessions.sessions().orElseThrow().begin(call);
        String cookie = session.field().substring(0, session.field().indexOf(';'));
        assertThat(sessions.of(call("Cookie", cookie))).isEqualTo(session.key());
    }

    private void refused(Invocation call, String sentence) {
        assertThat(keys.of(call)).isEqualTo(SlotWaiter.NO_KEY);
        assertThat(keys.refusal(call).orElseThrow())
                .isInstanceOfSatisfying(
                        Outcome.BadInput.class,
                        why -> assertThat(why.error().message()).isEqualTo(sentence));
    }

    private static Invocation call(String... headers) {
        RequestHead head = new RequestHead("GET", "/", "", Headers.of(headers));
        return new Invocation(InvocationId.next(1), new FunctionName("hello"), head, Body.EMPTY);
    }

    private static FunctionVersion version(String by) {
        FunctionVersion like = TestVersions.of("hello");
        Affinity affinity =
                new Affinity(AffinityField.parse(by), AffinityStrategy.CONSISTENT, Optional.of(new Shards(4)));
        FunctionSpec spec = new FunctionSpec(
                new RuntimeName("test1"),
                "a.B",
                FunctionSpec.DEFAULT_MEMORY,
                Duration.ofSeconds(30),
                new Scaling(
                        100,
                        0,
                        4,
                        Duration.ofMinutes(5),
                        10,
                        Duration.ofSeconds(10),
                        BackgroundPolicy.FINISH,
                        KeepAlivePolicy.FIXED,
                        Optional.of(affinity)),
                Map.of(),
                Map.of(),
                Map.of(),
                Access.PUBLIC);
        return new FunctionVersion(like.function(), 1, like.artifact().orElseThrow(), spec, like.createdAt());
    }
}
