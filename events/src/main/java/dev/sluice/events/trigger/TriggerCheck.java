package dev.sluice.events.trigger;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.events.connection.ConnectionId;
import dev.sluice.events.destination.Destination;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is wrong with triggers, or remarkable, beside what each key of them says by itself. Thread-safe. Blocks as the catalog does. */
record TriggerCheck(Triggers.Parts parts, TriggerWebhooks webhooks, LocatedTriggers declared) {

    /**
     * What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}.
     *
     * @param owner the function to whose spec it belongs, if it belongs to one
     */
    List<SpecProblem> problems(TriggerId id, TriggerSettings settings, Optional<String> owner) {
        Namespace namespace = id.namespace();
        List<SpecProblem> problems = new ArrayList<>();
        problems.addAll(parts.schedules().problems(settings));
        problems.addAll(BoundVersions.problems(parts.catalog(), namespace, settings));
        settings.webhook().ifPresent(source -> problems.addAll(webhooks.problems(id, settings, source, owner)));
        settings.topic().ifPresent(source -> {
            problems.addAll(declared.problems(namespace, source));
            Namespace whose = ConnectionId.namespace(namespace, source.connection());
            source.name().ifPresent(name -> checkName(whose, name, "spec.topic.name", problems));
            for (int i = 0; i < source.names().size(); i++) {
                checkName(whose, source.names().get(i), "spec.topic.names[" + i + "]", problems);
            }
            // Groups are named as topics are, so that none means something in two namespaces.
            source.group().ifPresent(group -> checkName(whose, group, "spec.topic.group", problems));
            if (source.pattern().filter(TopicPatterns::hasTooManyStars).isPresent()) {
                problems.add(new SpecProblem(
                        "spec.topic.pattern",
                        "the pattern has more than " + TopicPatterns.MOST_STARS + " '*'",
                        "up to " + TopicPatterns.MOST_STARS));
            }
        });
        settings.reply()
                .ifPresent(reply -> checkName(
                        ConnectionId.namespace(namespace, reply.connection()),
                        reply.topic(),
                        "spec.reply.topic",
                        problems));
        settings.onSuccess().ifPresent(to -> checkName(namespace, to, "spec.onSuccess.topic", problems));
        settings.onFailure().ifPresent(to -> checkName(namespace, to, "spec.onFailure.topic", problems));
        return problems;
    }

    /** What people should know of a trigger that is, or is to be, in the catalog. */
    List<String> warnings(Namespace namespace, String name, TriggerSettings settings) {
        Map<String, TriggerSettings> all = new TreeMap<>(declared.all(namespace));
        all.put(name, declared.located(namespace, settings));
        return new Circles(namespace, all, parts.names().prefix())
                        .through(name)
                        .map(circle -> "Triggers and destinations form a circle: " + circle
                                + ". An event that comes back to a function is a dead letter (call_loop).")
                        .stream()
                        .toList();
    }

    private void checkName(Namespace namespace, Destination to, String path, List<SpecProblem> problems) {
        to.topic()
                .ifPresent(
                        topic -> checkName(ConnectionId.namespace(namespace, to.connection()), topic, path, problems));
    }

    private void checkName(Namespace namespace, String name, String path, List<SpecProblem> problems) {
        try {
            parts.names().of(namespace, name);
        } catch (TopicException e) {
            String detail = e.fault() instanceof TopicFault.BadName(String told)
                    ? told
                    : e.fault().toString();
            problems.add(new SpecProblem(path, detail, ""));
        }
    }
}
