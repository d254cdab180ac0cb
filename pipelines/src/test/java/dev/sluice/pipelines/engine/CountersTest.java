package dev.sluice.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.pipelines.Written;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is counted of a batch comes to nothing when all of it is done, and not before, in whatever order that is. */
class CountersTest {

    private static final String GRAPH = """
            source: {batch: {}}
            stages:
              each: {from: source, copy: {}}
              one: {from: each, function: f}
              two: {from: each, function: g}
              kinds: {from: one, split: {when: {a: 'event.id.size() % 2 == 0'}, otherwise: b}}
              three: {from: kinds.a, function: h}
              first: {from: [three, two], join: {}}
              behind: {from: first, function: i}
              last: {from: [behind, kinds.b], join: {}}
            sinks:
              done: {from: last, function: sink}
            """;

    private final PipelineGraph graph = Written.graph(GRAPH);
    private final Counters counters = new Counters(graph);
    private final Way way = new Way(graph);

    private Node node(String name) {
        return graph.nodes().stream()
                .filter(each -> each.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Long> named(Map<StageName, Long> counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.forEach((counter, by) -> named.put(counter.value(), by));
        return named;
    }

    @Test
    void aStageCountsAtTheBarriersThatComeNextAndForTheWholeBatch() {
        assertThat(counters.of(node("source"))).map(StageName::value).containsExactly("first", "last", "source");
        assertThat(counters.of(node("two"))).map(StageName::value).containsExactly("first", "source");
        assertThat(counters.of(node("three"))).map(StageName::value).containsExactly("first", "source");
        assertThat(counters.of(node("behind"))).map(StageName::value).containsExactly("last", "source");
        assertThat(counters.of(node("last"))).map(StageName::value).containsExactly("source");
    }

    @Test
    void aBatchThatOpensIsUnderWayToAllBarriersAndEachBarrierToTheNext() {
        assertThat(named(counters.opened(counters.source()))).isEqualTo(Map.of("first", 1L, "last", 2L, "source", 3L));
    }

    @Test
    void aGraphOfManyWaysIsLookedAtOnce() {
        PipelineGraph many = Written.graph(Written.manyWays("{batch: {}}", "{from: LAST, join: {}}"));

        assertThat(named(new Counters(many).opened(many.nodes().getFirst()))).isEqualTo(Map.of("n", 1L, "source", 2L));
    }

    @Test
    void whatIsLostAtABarrierIsNotPutBack() {
        PipelineGraph reduced = Written.graph("""
                source: {batch: {}}
                stages:
                  added: {from: source, reduce: {function: add}}
                  told: {from: added, function: tell}
                sinks:
                  done: {from: told, topic: done}
                """);
        Counters of = new Counters(reduced);

        assertThat(reduced.nodes().stream()
                        .filter(of::canBeRetried)
                        .map(Node::name)
                        .map(StageName::value))
                .containsExactly("told", "done");
    }

    @Test
    void whatFailsIsPutBackWhereAllThatCountItWaitOrOpenOnceMore() {
        Counters of =
                new Counters(Written.graph(GRAPH.replace("kinds.b], join: {}", "kinds.b], join: {late: edition}")));

        assertThat(graph.nodes().stream()
                        .filter(of::canBeRetried)
                        .map(Node::name)
                        .map(StageName::value))
                .containsExactly("behind", "done");
        assertThat(of.late(node("behind"))).map(StageName::value).containsExactly("last");
        assertThat(of.late(node("done"))).isEmpty();
        assertThat(of.late(node("one"))).isEmpty();
    }

    private CloudEvent item(int number) {
        return new CloudEvent(
                Map.of("id", "b/" + "x".repeat(number % 7), "source", "/x", "type", "t", "batch", "b"),
                Optional.of("application/json"),
                Optional.empty());
    }

    /** Works a batch off in an order of its own, and tells what stands at the counters after each step. */
    private final class Batch {
        private final Random random;
        private final Map<StageName, Long> counts = new HashMap<>();
        private final List<Node> items = new ArrayList<>();
        private final List<StageName> opened = new ArrayList<>();
        private int made;

        Batch(long seed) {
            this.random = new Random(seed);
            add(counters.opened(counters.source()));
        }

        private void add(Map<StageName, Long> by) {
            by.forEach((counter, more) -> {
                long now = counts.merge(counter, more, Long::sum);
                assertThat(now).isNotNegative();
                if (now == 0) {
                    assertThat(opened).doesNotContain(counter);
                    opened.add(counter);
                    if (!counter.equals(StageName.SOURCE)) {
                        settle(node(counter.value()), random.nextInt(5) > 0 ? 1 : 0);
                    }
                }
            });
        }

        private void settle(Node head, int answers) {
            List<Way.Arrived> arrived = new ArrayList<>();
            for (int i = 0; i < answers; i++) {
                try {
                    arrived.addAll(way.from(head.name(), Optional.empty(), item(made++)));
                } catch (ItemFailedException e) {
                    throw new AssertionError(e);
                }
            }
            arrived.stream().map(Way.Arrived::node).forEach(node -> {
                if (Counters.isBarrier(node)) {
                    assertThat(opened).doesNotContain(node.name());
                } else {
                    items.add(node);
                }
            });
            add(counters.settled(head, arrived));
        }

        void run() {
            int stored = random.nextInt(20);
            boolean open = true;
            while (open || !items.isEmpty()) {
                if (open && random.nextInt(3) == 0) {
                    if (stored-- > 0) {
                        items.add(node("source"));
                        add(counters.stored(1));
                    } else {
                        open = false;
                        add(counters.stored(-1));
                    }
                } else if (!items.isEmpty()) {
                    Collections.shuffle(items, random);
                    Node node = items.removeLast();
                    settle(node, node.name().equals(StageName.SOURCE) ? 1 : random.nextInt(4));
                }
            }
        }
    }

    @Test
    void eachBarrierOpensOnceAndTheBatchEndsOnceWhenAllIsDone() {
        for (long seed = 0; seed < 500; seed++) {
            Batch batch = new Batch(seed);
            batch.run();
            assertThat(batch.opened)
                    .as("seed %d", seed)
                    .map(StageName::value)
                    .containsOnlyOnce("first", "last", "source");
            assertThat(batch.opened.getLast()).isEqualTo(StageName.SOURCE);
        }
    }
}
