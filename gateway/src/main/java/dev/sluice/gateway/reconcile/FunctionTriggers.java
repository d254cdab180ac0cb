package dev.sluice.gateway.reconcile;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogEvent;
import dev.sluice.core.catalog.Declared;
import dev.sluice.core.catalog.Resource;
import dev.sluice.core.catalog.ResourceId;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TriggerSpec;
import dev.sluice.core.settings.Binding;
import dev.sluice.events.trigger.TriggerId;
import dev.sluice.events.trigger.TriggerSettings;
import dev.sluice.events.webhook.WebhookSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The triggers in the specs of functions. Each is a resource of its own in the catalog, which says to which function it belongs: so
 * it runs, stands and is paused as any other. It is made, changed and deleted by the turns of its function alone. Thread-safe.
 */
public final class FunctionTriggers {

    private static final String FUNCTION = "function";

    private final Catalog catalog;
    private final InstantSource clock;
    private final Running running;

    /** Those that belong to a function, as far as they were told of; what the catalog says of each counts. */
    private final Map<TriggerId, FunctionName> known = new ConcurrentHashMap<>();

    private final Map<FunctionName, Set<TriggerId>> belonging = new ConcurrentHashMap<>();

    /** What those know that run triggers. */
    public interface Running {

        /** What is wrong with a spec whose keys are good each by itself; paths begin with {@code spec.}. */
        List<SpecProblem> problems(TriggerId id, TriggerSettings settings, Optional<String> owner);

        /** What people should know of a trigger that is good. */
        List<String> warnings(Namespace namespace, String name, TriggerSettings settings);

        /** What a trigger leaves that is about to be deleted, in sentences; empty if it leaves nothing. */
        Optional<String> leaves(TriggerId id);
    }

    public FunctionTriggers(Catalog catalog, InstantSource clock, Running running) {
        this.catalog = catalog;
        this.clock = clock;
        this.running = running;
    }

    /** What is wrong with the triggers of a version that is to serve; paths begin with {@code triggers[}. */
    public List<SpecProblem> problems(FunctionName function, List<TriggerSpec> triggers) {
        List<SpecProblem> problems = new ArrayList<>();
        Map<String, TriggerSettings> before = new LinkedHashMap<>();
        for (int i = 0; i < triggers.size(); i++) {
            String path = "triggers[" + i + "]";
            TriggerSpec trigger = triggers.get(i);
            Optional<TriggerSettings> settings = read(function, trigger, path, problems);
            settings.ifPresent(good -> {
                together(trigger.name(), good, before, path, problems);
                before.putIfAbsent(trigger.name(), good);
            });
        }
        return problems;
    }

    private Optional<TriggerSettings> read(
            FunctionName function, TriggerSpec trigger, String path, List<SpecProblem> problems) {
        if (trigger.settings().containsKey(FUNCTION)) {
            problems.add(new SpecProblem(
                    path + "." + FUNCTION, "it calls the function in whose spec it stands", "no key function"));
            return Optional.empty();
        }
        TriggerId id = new TriggerId(function.namespace(), trigger.name());
        found(id)
                .flatMap(other -> taken(other, function))
                .ifPresent(whose -> problems.add(new SpecProblem(path + ".name", whose, "another name")));
        return switch (TriggerSettings.KIND.readSpec(spec(function, trigger.settings()))) {
            case Binding.Refused<TriggerSettings>(List<SpecProblem> wrong) -> {
                wrong.forEach(problem -> problems.add(at(path, problem.path(), problem)));
                yield Optional.empty();
            }
            case Binding.Bound<TriggerSettings>(TriggerSettings settings) -> {
                running.problems(id, settings, Optional.of(function.name()))
                        .forEach(problem ->
                                problems.add(at(path, problem.path().replaceFirst("^spec\\.", ""), problem)));
                yield Optional.of(settings);
            }
        };
    }

    private static SpecProblem at(String path, String key, SpecProblem problem) {
        return new SpecProblem(key.isEmpty() ? path : path + "." + key, problem.message(), problem.allowed());
    }

    private static void together(
            String name,
            TriggerSettings settings,
            Map<String, TriggerSettings> before,
            String path,
            List<SpecProblem> problems) {
        if (before.containsKey(name)) {
            problems.add(new SpecProblem(path + ".name", "there are two triggers '" + name + "'", "another name"));
        }
        Optional<WebhookSource> webhook = settings.webhook();
        before.forEach((other, its) -> {
            if (webhook.isPresent()
                    && its.webhook().filter(webhook.get()::meets).isPresent()) {
                problems.add(new SpecProblem(
                        path + ".webhook.path",
                        "the trigger '" + other + "' has this address, with the same method and host",
                        "another path, method or host"));
            }
        });
    }

    /** Why a trigger that is there cannot become one of a function; empty if it is one already. */
    private static Optional<String> taken(
            Resource<Declared<TriggerSettings>, Declared.Status> there, FunctionName function) {
        Optional<String> owner = there.status().owner().map(Declared.Owner::function);
        if (owner.equals(Optional.of(function.name()))) {
            return Optional.empty();
        }
        String name = there.id().name();
        return Optional.of(owner.map(other -> "the trigger '" + name + "' belongs to the function '" + other + "'")
                .orElse("the trigger '" + name + "' is declared by itself: remove that first ('sluice remove trigger/"
                        + name + "'), or name this one otherwise"));
    }

    private static Map<String, Object> spec(FunctionName function, Map<String, Object> settings) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put(FUNCTION, function.name());
        spec.putAll(settings);
        return spec;
    }

    private Optional<Resource<Declared<TriggerSettings>, Declared.Status>> found(TriggerId id) {
        return catalog.get(resource(id));
    }

    private static ResourceId<Declared<TriggerSettings>, Declared.Status> resource(TriggerId id) {
        return new ResourceId<>(TriggerSettings.RESOURCE, id.namespace(), id.name());
    }

    /** What is left of the triggers of a function that those in {@code next} are not among any more, in sentences. */
    public List<String> leaving(FunctionName function, List<TriggerSpec> next) {
        Set<String> staying = next.stream().map(TriggerSpec::name).collect(Collectors.toSet());
        return belonging(function).stream()
                .filter(id -> !staying.contains(id.name()))
                .flatMap(id -> running.leaves(id).stream())
                .toList();
    }

    /** What people should know of the triggers of a version that serves, in sentences. */
    public List<String> warnings(FunctionName function, List<TriggerSpec> triggers) {
        Set<String> warnings = new LinkedHashSet<>();
        for (TriggerSpec trigger : triggers) {
            if (TriggerSettings.KIND.readSpec(spec(function, trigger.settings()))
                    instanceof Binding.Bound<TriggerSettings>(var settings)) {
                warnings.addAll(running.warnings(function.namespace(), trigger.name(), settings));
            }
        }
        return List.copyOf(warnings);
    }

    private List<TriggerId> belonging(FunctionName function) {
        return belonging.getOrDefault(function, Set.of()).stream()
                .sorted(Comparator.comparing(TriggerId::name))
                .toList();
    }

    /** Learns of all there are; answers the functions that they belong to. Once, after changes are followed. */
    Set<FunctionName> learn() {
        for (Namespace namespace : catalog.namespaces(TriggerSettings.RESOURCE)) {
            catalog.each(TriggerSettings.RESOURCE, namespace, this::learn);
        }
        return Set.copyOf(known.values());
    }

    /** Learns of a change; answers the function whose triggers have to be looked at. Does not block. */
    Optional<FunctionName> changed(CatalogEvent event) {
        return switch (event) {
            case CatalogEvent.Stored(Resource<?, ?> resource) -> learn(resource);
            case CatalogEvent.Deleted(ResourceId<?, ?> id, Revision _) ->
                id.kind() == TriggerSettings.RESOURCE
                        ? forget(new TriggerId(id.namespace(), id.name()))
                        : Optional.empty();
        };
    }

    private Optional<FunctionName> learn(Resource<?, ?> resource) {
        if (resource.id().kind() != TriggerSettings.RESOURCE
                || !(resource.status() instanceof Declared.Status(var _, Optional<Declared.Owner> owner))) {
            return Optional.empty();
        }
        TriggerId id = new TriggerId(resource.id().namespace(), resource.id().name());
        Optional<FunctionName> function = owner.map(told -> new FunctionName(id.namespace(), told.function()));
        if (!function.equals(Optional.ofNullable(known.get(id)))) {
            forget(id);
        }
        function.ifPresent(told -> {
            known.put(id, told);
            belonging.compute(told, (_, others) -> {
                Set<TriggerId> all = others == null ? ConcurrentHashMap.newKeySet() : others;
                all.add(id);
                return all;
            });
        });
        return function;
    }

    private Optional<FunctionName> forget(TriggerId id) {
        Optional<FunctionName> function = Optional.ofNullable(known.remove(id));
        function.ifPresent(told -> belonging.computeIfPresent(told, (_, all) -> {
            all.remove(id);
            return all.isEmpty() ? null : all;
        }));
        return function;
    }

    /**
     * Brings the triggers of a function to what the version says that serves, or deletes them all if none does. One thread at a time
     * for each function.
     *
     * @return why that cannot be done, if it cannot
     */
    Optional<String> apply(FunctionName function, Optional<FunctionVersion> live) {
        List<TriggerSpec> wanted =
                live.map(version -> version.spec().triggers()).orElse(List.of());
        Set<String> names = wanted.stream().map(TriggerSpec::name).collect(Collectors.toSet());
        belonging(function).stream().filter(id -> !names.contains(id.name())).forEach(id -> delete(id, function));
        return wanted.stream()
                .flatMap(trigger -> apply(function, trigger).stream())
                .findFirst();
    }

    private void delete(TriggerId id, FunctionName function) {
        found(id)
                .filter(there -> taken(there, function).isEmpty())
                .ifPresent(there -> catalog.delete(there.id(), there.revision()));
    }

    private Optional<String> apply(FunctionName function, TriggerSpec trigger) {
        TriggerId id = new TriggerId(function.namespace(), trigger.name());
        while (true) {
            Optional<Resource<Declared<TriggerSettings>, Declared.Status>> there = found(id);
            Optional<String> taken = there.flatMap(other -> taken(other, function));
            boolean same = there.flatMap(one -> one.status().owner())
                    .filter(owner -> owner.declared().equals(trigger.settings()))
                    .isPresent();
            if (taken.isPresent() || same || put(id, function, trigger, there)) {
                return taken;
            }
        }
    }

    /** False if somebody else changed it meanwhile. */
    private boolean put(
            TriggerId id,
            FunctionName function,
            TriggerSpec trigger,
            Optional<Resource<Declared<TriggerSettings>, Declared.Status>> there) {
        Map<String, Object> spec = spec(function, trigger.settings());
        if (!(TriggerSettings.KIND.readSpec(spec) instanceof Binding.Bound<TriggerSettings>(var settings))) {
            throw new IllegalStateException("the trigger " + id + " of " + function + " cannot be read any more");
        }
        Declared.Status status = new Declared.Status(
                there.map(before -> before.status().createdAt()).orElseGet(clock::instant),
                Optional.of(new Declared.Owner(function.name(), trigger.settings())));
        return catalog.put(
                        resource(id),
                        new Declared<>(Map.of(), spec, settings),
                        status,
                        there.map(Resource::revision).orElse(Revision.NONE))
                instanceof Catalog.Put.Done;
    }
}
