package dev.sluice.events.topic;

import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Topics that documents declare: Kafka gets them as these say. Thread-safe. Each method may block as those of {@link Topics} do. */
public final class DeclaredTopics {

    private final TopicPlaces places;

    public DeclaredTopics(TopicPlaces places) {
        this.places = places;
    }

    /** What is wrong with a spec whose keys are good each by itself. Asks Kafka nothing. */
    public List<SpecProblem> problems(Namespace namespace, String document, DeclaredTopic spec) {
        List<SpecProblem> problems = new ArrayList<>();
        String name = spec.topic(document);
        try {
            // Over a connection, names are those that Kafka knows.
            places.own().name(spec.connection().isPresent() ? Namespace.DEFAULT : namespace, name);
        } catch (TopicException e) {
            problems.add(new SpecProblem("spec.name", why(e.fault()), ""));
        }
        places.catalog().each(DeclaredTopic.RESOURCE, namespace, other -> {
            if (!other.id().name().equals(document)
                    && name(other).equals(name)
                    && other.spec().settings().connection().equals(spec.connection())) {
                problems.add(new SpecProblem(
                        "spec.name",
                        "the topic '" + name + "' is declared by '" + other.id().name() + "' already",
                        "another name, or '" + other.id().name() + "' removed first"));
            }
        });
        return problems;
    }

    private static String name(Resource<Declared<DeclaredTopic>, Declared.Status> resource) {
        return resource.spec().settings().topic(resource.id().name());
    }

    /** Makes the topic, or changes what can be changed of it. One that somebody else makes is left alone. */
    public void apply(Namespace namespace, String document, DeclaredTopic spec) throws TopicException {
        if (spec.create()) {
            TopicPlaces.Found found = places.find(namespace, document, spec);
            found.topics().become(found.topic(), spec.settings());
        }
    }

    /** Deletes the topic with all its records, if there is one. One that somebody else makes is left alone. */
    public void delete(Namespace namespace, String document, DeclaredTopic spec) throws TopicException {
        if (!spec.create()) {
            return;
        }
        try {
            TopicPlaces.Found found = places.find(namespace, document, spec);
            found.topics().delete(found.topic());
        } catch (TopicException e) {
            if (!(e.fault() instanceof TopicFault.NoSuchTopic)) {
                throw e;
            }
        }
    }

    /** How it stands. */
    public TopicState state(Namespace namespace, String document, DeclaredTopic spec) {
        String name = spec.topic(document);
        try {
            TopicPlaces.Found found = places.find(namespace, document, spec);
            TopicSettings there = found.topics().settings(found.topic());
            return spec.settings().agreeWith(there)
                    ? new TopicState("ready", "", Optional.of(there))
                    : new TopicState("different", different(name, spec, there), Optional.of(there));
        } catch (TopicException e) {
            return switch (e.fault()) {
                case TopicFault.NoSuchTopic _ -> new TopicState("missing", missing(name, spec), Optional.empty());
                case TopicFault.BrokerAway(String detail) ->
                    new TopicState("waiting_for_broker", detail, Optional.empty());
                case TopicFault other -> new TopicState("unknown", why(other), Optional.empty());
            };
        }
    }

    /** The documents that say that a topic is reached over a connection, in order of their names. */
    public List<String> connectionUsers(Namespace namespace, String connection) {
        List<String> users = new ArrayList<>();
        places.catalog().each(DeclaredTopic.RESOURCE, namespace, topic -> {
            if (topic.spec().settings().connection().equals(Optional.of(connection))) {
                users.add(topic.id().name());
            }
        });
        return users;
    }

    /** Of what can go wrong with a look at a topic. */
    private static String why(TopicFault fault) {
        return switch (fault) {
            case TopicFault.BadName(String detail) -> detail;
            case TopicFault.Refused(String detail) -> detail;
            case TopicFault.Denied(String detail) -> detail;
            case TopicFault.NoAnswer(String detail) -> detail;
            case TopicFault.BrokerAway(String detail) -> detail;
            case TopicFault.NoSuchTopic _, TopicFault.Exists _, TopicFault.Collides _ -> unexpected(fault);
            case TopicFault.TooLarge _, TopicFault.BacklogFull _, TopicFault.NoSuchPlace _ -> unexpected(fault);
            case TopicFault.TooManyReaders _, TopicFault.NotAcknowledged _, TopicFault.PartlyKept _ ->
                unexpected(fault);
        };
    }

    private static String unexpected(TopicFault fault) {
        throw new IllegalStateException("looking at a topic came to " + fault);
    }

    private static String missing(String name, DeclaredTopic spec) {
        return spec.create()
                ? "There is no topic '" + name + "' any more: somebody deleted it. Apply the document again to make it."
                : "There is no topic '" + name + "', and with create: false the platform makes none:"
                        + " have it made by whom it belongs to, or leave that out.";
    }

    private static String different(String name, DeclaredTopic spec, TopicSettings there) {
        return "The topic '" + name + "' has " + there + ", and not " + spec.settings() + ": "
                + (spec.create() ? "somebody changed it. Apply the document again." : "change one of the two.");
    }
}
