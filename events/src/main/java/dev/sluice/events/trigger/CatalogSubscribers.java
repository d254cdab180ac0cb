package dev.sluice.events.trigger;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.function.Namespace;
import dev.sluice.events.bus.Subscribers;
import dev.sluice.events.topic.TopicNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Triggers that want published events, as the catalog has them now. */
public record CatalogSubscribers(Catalog catalog, TopicNames names) implements Subscribers {

    @Override
    public Set<Namespace> namespaces() {
        Set<Namespace> all = new HashSet<>();
        List<Namespace> some = catalog.namespaces(TriggerSettings.RESOURCE);
        some.stream().filter(namespace -> !groups(namespace).isEmpty()).forEach(all::add);
        return all;
    }

    @Override
    public Set<String> groups(Namespace namespace) {
        Set<String> groups = new HashSet<>();
        catalog.each(TriggerSettings.RESOURCE, namespace, trigger -> {
            if (trigger.spec().settings().events().isPresent()) {
                groups.add(group(trigger));
            }
        });
        return groups;
    }

    private String group(Resource<Declared<TriggerSettings>, Declared.Status> trigger) {
        TriggerId id = new TriggerId(trigger.id().namespace(), trigger.id().name());
        return Reading.subscriber(id, trigger.status().createdAt(), names);
    }
}
