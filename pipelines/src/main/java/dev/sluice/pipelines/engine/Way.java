package dev.sluice.pipelines.engine;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.MalformedEventException;
import dev.sluice.events.filter.EventExpression;
import dev.sluice.events.filter.EventFilter;
import dev.sluice.events.filter.EventView;
import dev.sluice.events.filter.Match;
import dev.sluice.pipelines.document.Stage;
import dev.sluice.pipelines.document.StageInput;
import dev.sluice.pipelines.document.StageName;
import dev.sluice.pipelines.graph.Node;
import dev.sluice.pipelines.graph.PipelineGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/** Takes items through the stages that are fused into whoever made them, to the nodes that have topics. Thread-safe. */
record Way(PipelineGraph graph) {

    /** The attribute of an item that says its shard. */
    static final String SHARD = "shard";

    /** An item that has come to a node with a topic. */
    record Arrived(Node node, CloudEvent item) {}

    /** Where an item comes to that leaves an output of a node; its own if {@code output} is empty. */
    List<Arrived> from(StageName node, Optional<StageName> output, CloudEvent item) throws ItemFailedException {
        List<Arrived> arrived = new ArrayList<>();
        leave(new StageInput(node, output), EventView.of(item), arrived);
        return arrived;
    }

    private void leave(StageInput output, EventView item, List<Arrived> arrived) throws ItemFailedException {
        for (Node reader : graph.readers(output)) {
            reach(reader, item, arrived);
        }
    }

    private void reach(Node reader, EventView item, List<Arrived> arrived) throws ItemFailedException {
        if (reader instanceof Node.Step step && !step.isCut()) {
            through(step, item, arrived);
        } else {
            arrived.add(new Arrived(reader, item.event()));
        }
    }

    private void through(Node.Step step, EventView item, List<Arrived> arrived) throws ItemFailedException {
        StageInput own = new StageInput(step.name(), Optional.empty());
        switch (step.stage()) {
            case Stage.Copy _ -> {
                for (Node reader : graph.readers(own)) {
                    reach(reader, on(item, reader.keptAs()), arrived);
                }
            }
            case Stage.Merge _ -> leave(own, item, arrived);
            case Stage.Filter filter -> {
                boolean wanted =
                        filter.where().isEmpty() || wants(step, filter.where().get(), item);
                leave(wanted ? own : output(step, Stage.REJECTED), item, arrived);
            }
            case Stage.Shard shard -> leave(own, sharded(step, shard, item), arrived);
            case Stage.Split split -> split(step, split, item, arrived);
            case Stage.Function _, Stage.Join _, Stage.Reduce _, Stage.Window _ ->
                throw new IllegalStateException("not fused: " + step.name());
        }
    }

    /** The same item on one of the ways that it takes. */
    private static EventView on(EventView item, StageName way) {
        return item.as(Items.on(item.event(), way));
    }

    private static StageInput output(Node.Step step, StageName name) {
        return new StageInput(step.name(), Optional.of(name));
    }

    private void split(Node.Step step, Stage.Split split, EventView item, List<Arrived> arrived)
            throws ItemFailedException {
        List<StageName> outputs = new ArrayList<>();
        for (Map.Entry<StageName, EventFilter> rule : split.when().entrySet()) {
            if (wants(step, rule.getValue(), item)) {
                outputs.add(rule.getKey());
                if (split.rules() == Stage.Split.Rules.FIRST) {
                    break;
                }
            }
        }
        if (outputs.isEmpty()) {
            leave(output(step, split.otherwise()), item, arrived);
        }
        for (StageName name : outputs) {
            leave(output(step, name), outputs.size() == 1 ? item : on(item, name), arrived);
        }
    }

    private static boolean wants(Node.Step step, EventFilter filter, EventView item) throws ItemFailedException {
        return switch (filter.match(item)) {
            case Match.Yes _ -> true;
            case Match.No _ -> false;
            case Match.Failed(String why) ->
                throw new ItemFailedException("filter_failed", "At '" + step.name() + "': " + why);
        };
    }

    private static EventView sharded(Node.Step step, Stage.Shard shard, EventView item) throws ItemFailedException {
        return switch (shard.by().value(item)) {
            case EventExpression.Value.Text(String key) -> {
                int number = Utils.toPositive(Utils.murmur2(Utils.utf8(key))) % shard.shards();
                try {
                    yield item.as(item.event().with(Map.of(CloudEvent.KEY, key, SHARD, Integer.toString(number))));
                } catch (MalformedEventException e) {
                    throw new ItemFailedException("no_key", "At '" + step.name() + "': " + e.getMessage() + ".");
                }
            }
            case EventExpression.Value.Failed(String why) ->
                throw new ItemFailedException("no_key", "At '" + step.name() + "': " + why);
        };
    }
}
