package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.StageName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A table of what each structural stage makes of an item. */
class WayTest {

    private static List<String> arrived(String stages, String data) throws ItemFailedException {
        Way way = new Way(Written.graph("source: {topic: t}\n" + stages));
        CloudEvent item = new CloudEvent(
                Map.of("id", "i", "source", "/x", "type", "t"),
                Optional.of("application/json"),
                Optional.of(data.getBytes(StandardCharsets.UTF_8)));
        return way.from(StageName.SOURCE, Optional.empty(), item).stream()
                .map(each -> each.node().name() + " " + each.item().id()
                        + each.item()
                                .attribute(CloudEvent.KEY)
                                .map(key -> " key " + key)
                                .orElse("")
                        + each.item()
                                .attribute(Way.SHARD)
                                .map(shard -> " shard " + shard)
                                .orElse(""))
                .toList();
    }

    private static final String SPLIT = """
            stages:
              kinds: {from: source, split: {when: {small: 'event.data.n < 10', even: 'event.data.n % 2 == 0'},
                      otherwise: other, rules: RULES}}
            sinks:
              a: {from: kinds.small, topic: a}
              b: {from: kinds.even, topic: b}
              c: {from: kinds.other, topic: c}
            """;

    @Test
    void aSplitGivesAnItemToTheFirstRuleOrToAllThatHold() throws ItemFailedException {
        String first = SPLIT.replace("RULES", "first");
        String all = SPLIT.replace("RULES", "all");

        assertThat(arrived(first, "{\"n\":4}")).containsExactly("a i");
        assertThat(arrived(first, "{\"n\":14}")).containsExactly("b i");
        assertThat(arrived(first, "{\"n\":15}")).containsExactly("c i");
        assertThat(arrived(all, "{\"n\":4}")).containsExactly("a i/small", "b i/even");
        assertThat(arrived(all, "{\"n\":5}")).containsExactly("a i");
        assertThat(arrived(
                        SPLIT.replace("RULES", "first")
                                .replace("otherwise: other", "otherwise: drop")
                                .replaceAll("  c: .*\n", ""),
                        "{\"n\":15}"))
                .isEmpty();
    }

    @Test
    void aCopyIsTheSameItemUnderAnIdForEachWay() throws ItemFailedException {
        assertThat(arrived("""
                stages:
                  each: {from: source, copy: {}}
                  good: {from: each, filter: 'event.data.n > 1'}
                  again: {from: each, filter: 'true'}
                  all: {from: [good, again], merge: {}}
                sinks:
                  a: {from: all, topic: a}
                  b: {from: good.rejected, topic: b}
                """, "{\"n\":2}")).containsExactly("a i/good", "a i/again");
    }

    @Test
    void aFilterGivesWhatItDoesNotWantToWhoeverReadsThatOrToNobody() throws ItemFailedException {
        String filter = """
                stages:
                  good: {from: source, filter: 'event.data.n > 1'}
                sinks:
                  a: {from: good, topic: a}
                  b: {from: good.rejected, topic: b}
                """;
        assertThat(arrived(filter, "{\"n\":2}")).containsExactly("a i");
        assertThat(arrived(filter, "{\"n\":1}")).containsExactly("b i");
        assertThat(arrived(filter.replaceAll("  b: .*\n", ""), "{\"n\":1}")).isEmpty();
        assertThatThrownBy(() -> arrived(filter, "{}"))
                .isInstanceOf(ItemFailedException.class)
                .hasMessageStartingWith("At 'good': The filter fails: ");
    }

    @Test
    void aShardIsTheSameForAKeyForEver() throws ItemFailedException {
        String shard = """
                stages:
                  keyed: {from: source, shard: {by: event.data.user, shards: 8}}
                sinks:
                  a: {from: keyed, topic: a}
                """;
        assertThat(arrived(shard, "{\"user\":\"ada\"}")).containsExactly("a i key ada shard 5");
        assertThat(arrived(shard, "{\"user\":7}")).containsExactly("a i key 7 shard 3");
        assertThatThrownBy(() -> arrived(shard, "{\"user\":{}}"))
                .hasMessage(
                        "At 'keyed': The expression 'event.data.user' is neither a text nor a number nor true or false"
                                + " of this event.");
    }

    @Test
    void anIdHasTheNameThatAStageHadFirst() throws ItemFailedException {
        assertThat(arrived("""
                stages:
                  each: {from: source, copy: {}}
                  a: {from: each, function: f, was: x}
                sinks:
                  done: {from: a, topic: done}
                  b: {from: each, topic: b, was: y}
                """, "{}")).containsExactlyInAnyOrder("a i/x", "b i/y");
    }
}
