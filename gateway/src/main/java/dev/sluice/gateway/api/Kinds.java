package dev.sluice.gateway.api;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TreeValues;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.connection.ConnectionSettings;
import dev.sluice.events.connection.ConnectionState;
import dev.sluice.events.connection.Connections;
import dev.sluice.events.topic.DeclaredTopic;
import dev.sluice.events.topic.DeclaredTopics;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicPlaces;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.events.trigger.Triggers;
import dev.sluice.events.workqueue.WorkQueueId;
import dev.sluice.events.workqueue.WorkQueueSettings;
import dev.sluice.events.workqueue.WorkQueues;
import dev.sluice.gateway.decorate.jar.DecoratorJars;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.pipelines.document.PipelineSettings;
import dev.sluice.pipelines.engine.FormerNames;
import dev.sluice.pipelines.engine.PipelineBusyException;
import dev.sluice.pipelines.engine.Pipelines;
import dev.sluice.pipelines.graph.PipelineId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of resources as they stand in paths and documents. */
public final class Kinds {

    private final List<DocumentKind> kinds;

    private Kinds(List<DocumentKind> kinds) {
        this.kinds = kinds;
    }

    /** All that there are. */
    public static Kinds of(
            Deployments.Parts parts,
            DecoratorJars.Loaded loaded,
            Catalog catalog,
            Triggers triggers,
            TopicPlaces places,
            Connections connections,
            Pipelines pipelines,
            WorkQueues queues,
            InstantSource clock) {
        DocumentKind ofTriggers = new DeclaredDocuments<>(
                TriggerSettings.KIND,
                TriggerSettings.RESOURCE,
                catalog,
                clock,
                (namespace, name, spec) -> triggers.problems(new TriggerId(namespace, name), spec, Optional.empty()),
                triggers::warnings,
                (namespace, name, _) -> TriggerAnswer.of(triggers, namespace, name, clock.instant()),
                new Nowhere<>());
        DeclaredTopics declared = new DeclaredTopics(places);
        DocumentKind ofTopics = new DeclaredDocuments<>(
                DeclaredTopic.KIND,
                DeclaredTopic.RESOURCE,
                catalog,
                clock,
                declared::problems,
                (_, _, _) -> List.of(),
                (namespace, name, spec) -> TopicAnswer.of(declared.state(namespace, name, spec)),
                new InKafka(declared, triggers));
        DocumentKind ofConnections = new DeclaredDocuments<>(
                ConnectionSettings.KIND,
                ConnectionSettings.RESOURCE,
                catalog,
                clock,
                connections::problems,
                (_, _, spec) -> connections.warnings(spec),
                (namespace, _, spec) -> told(connections.state(namespace, spec)),
                new ToOthers(triggers, declared));
        DocumentKind ofPipelines = new DeclaredDocuments<>(
                PipelineSettings.KIND,
                PipelineSettings.RESOURCE,
                catalog,
                clock,
                new OfPipelines(pipelines),
                (namespace, _, spec) -> pipelines.warnings(namespace, spec),
                (namespace, name, spec) -> PipelineAnswer.of(
                        pipelines.report(new PipelineId(namespace, name), spec),
                        pipelines.times(new PipelineId(namespace, name))),
                new UnderWay(pipelines));
        DocumentKind ofWorkQueues = new DeclaredDocuments<>(
                WorkQueueSettings.KIND,
                WorkQueueSettings.RESOURCE,
                catalog,
                clock,
                (namespace, _, spec) -> queues.problems(namespace, spec),
                (namespace, _, spec) -> queues.warnings(namespace, spec),
                (namespace, name, _) -> WorkQueueAnswer.standing(queues, new WorkQueueId(namespace, name)),
                new Nowhere<>());
        return new Kinds(List.of(
                new FunctionDocuments(parts, loaded), ofTriggers, ofTopics, ofConnections, ofPipelines, ofWorkQueues));
    }

    private static Map<String, Object> told(ConnectionState state) {
        return Map.of("state", state.word(), "detail", state.detail());
    }

    /** Of kinds that are what the catalog has of them. */
    private record Nowhere<S>() implements DeclaredDocuments.Elsewhere<S> {

        @Override
        public void apply(Namespace namespace, String name, S spec) {}

        @Override
        public void remove(Namespace namespace, String name, S spec) {}
    }

    private record ToOthers(Triggers triggers, DeclaredTopics topics)
            implements DeclaredDocuments.Elsewhere<ConnectionSettings> {

        @Override
        public void apply(Namespace namespace, String name, ConnectionSettings spec) {}

        @Override
        public void remove(Namespace namespace, String name, ConnectionSettings spec) {
            List<String> users = triggers.connectionUsers(new ConnectionId(namespace, name));
            InUse.refuse("connection", name, "is named by", "trigger", users);
            InUse.refuse("connection", name, "is named by", "topic", topics.connectionUsers(namespace, name));
        }
    }

    /** Stages that were renamed are kept under the names that they had first. */
    private record OfPipelines(Pipelines pipelines) implements DeclaredDocuments.Rules<PipelineSettings> {

        @Override
        public List<SpecProblem> problems(Namespace namespace, String name, PipelineSettings spec) {
            return pipelines.problems(namespace, name, spec);
        }

        @Override
        public Declared<PipelineSettings> kept(Namespace namespace, String name, Declared<PipelineSettings> declared) {
            FormerNames names = pipelines.formerNames(new PipelineId(namespace, name), declared.settings());
            return new Declared<>(
                    declared.labels(),
                    names.in(declared.written()),
                    declared.settings().was(names.keptAs()));
        }
    }

    /** What a change would leave behind refuses it. */
    private record UnderWay(Pipelines pipelines) implements DeclaredDocuments.Elsewhere<PipelineSettings> {

        @Override
        public void apply(Namespace namespace, String name, PipelineSettings spec) {
            check(namespace, name, Optional.of(spec));
        }

        @Override
        public void remove(Namespace namespace, String name, PipelineSettings spec) {
            check(namespace, name, Optional.empty());
        }

        private void check(Namespace namespace, String name, Optional<PipelineSettings> wanted) {
            try {
                pipelines.checkChange(new PipelineId(namespace, name), wanted);
            } catch (PipelineBusyException e) {
                throw new ProblemException(
                        Problems.of(409, "pipeline_busy", "Items are under way", String.valueOf(e.getMessage())));
            }
        }
    }

    private record InKafka(DeclaredTopics topics, Triggers triggers)
            implements DeclaredDocuments.Elsewhere<DeclaredTopic> {

        @Override
        public void apply(Namespace namespace, String name, DeclaredTopic spec) {
            try {
                topics.apply(namespace, name, spec);
            } catch (TopicException e) {
                throw TopicProblems.of(e);
            }
        }

        @Override
        public void remove(Namespace namespace, String name, DeclaredTopic spec) {
            if (spec.connection().isPresent()) {
                // Without it they would mean a topic of the platform's own Kafka.
                InUse.refuse("topic", name, "is named by", "trigger", triggers.topicUsers(namespace, name));
            }
            try {
                topics.delete(namespace, name, spec);
            } catch (TopicException e) {
                throw TopicProblems.of(e);
            }
        }
    }

    List<String> names() {
        return kinds.stream().map(DocumentKind::name).toList();
    }

    /** A kind by its name; how letters are written does not matter. Refuses one that this platform has not. */
    DocumentKind find(String kind) {
        return kinds.stream()
                .filter(each -> each.name().equalsIgnoreCase(kind))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problems.of(
                        404,
                        "no_such_kind",
                        "There is no such kind",
                        "There is no kind '" + TreeValues.shown(kind) + "' of resources. There is: "
                                + String.join(", ", names()) + ".")));
    }
}
