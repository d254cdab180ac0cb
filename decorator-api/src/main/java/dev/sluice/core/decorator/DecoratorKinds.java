package dev.sluice.core.decorator;

import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.NearestWord;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.function.TreeValues;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kinds of decorators that there are, by name. Immutable. */
public final class DecoratorKinds implements DecoratorRules {

    /** The origin of kinds that come with the platform. */
    private static final String ORIGIN = "sluice";

    private static final List<String> WORDS =
            EntryPoint.ALL.stream().map(EntryPoint::word).toList();

    /** The schema of what may stand beside the name of a decorator. */
    private static final Map<String, Object> ON = Map.of(
            "description",
            "The entry points at whose calls it stands, in the place of those that are usual for its kind.",
            "anyOf",
            List.of(Map.of("enum", WORDS), Map.of("type", "array", "minItems", 1, "items", Map.of("enum", WORDS))));

    private final Map<String, Entry<?>> entries = new TreeMap<>();

    /** A kind, what people must know of it, and how its settings are read. */
    private record Entry<S extends Record>(DecoratorKind<S> kind, KindInfo info, Settings<S> settings) {

        Binding<BoundDecorator<S>> bind(DecoratorSpec spec, String path) {
            return switch (settings.read(spec.settings(), path)) {
                case Binding.Bound<S>(S bound) ->
                    spec.on().isEmpty()
                            ? new Binding.Bound<>(new BoundDecorator<>(kind, bound, Set.copyOf(info.on())))
                            : on(spec.on(), bound, path);
                case Binding.Refused<S>(List<SpecProblem> problems) -> new Binding.Refused<>(problems);
            };
        }

        private Binding<BoundDecorator<S>> on(List<String> words, S bound, String path) {
            Set<EntryPoint> on = EnumSet.noneOf(EntryPoint.class);
            for (String word : words) {
                Optional<EntryPoint> known = EntryPoint.of(word);
                if (known.isEmpty()) {
                    String shown = TreeValues.shown(word);
                    return new Binding.Refused<>(List.of(new SpecProblem(
                            path + "." + DecoratorSpec.ON,
                            "there is no entry point '" + shown + "'",
                            String.join(", ", WORDS))));
                }
                on.add(known.get());
            }
            if (on.contains(EntryPoint.HTTP) && info.on().contains(EntryPoint.ACCEPT)) {
                // What keeps requests away must not be passed by asking for the same call later.
                on.add(EntryPoint.ACCEPT);
            }
            return new Binding.Bound<>(new BoundDecorator<>(kind, bound, on));
        }
    }

    private DecoratorKinds(Stream<? extends DecoratorKind<?>> kinds) {
        kinds.forEach(kind -> add(kind, ORIGIN));
    }

    private void add(DecoratorKind<?> kind, String origin) {
        Entry<?> entry = entry(kind, origin);
        Entry<?> taken = entries.putIfAbsent(entry.info().name(), entry);
        if (taken != null) {
            throw new IllegalArgumentException(
                    "it has a decorator '" + entry.info().name() + "', and there is one of that name already, from "
                            + taken.info().origin());
        }
    }

    /**
     * These and one more.
     *
     * @param origin where it comes from, for people
     * @throws IllegalArgumentException if there is one of that name, or if it is not as kinds must be
     */
    public DecoratorKinds plus(DecoratorKind<?> kind, String origin) {
        DecoratorKinds more = new DecoratorKinds(Stream.empty());
        more.entries.putAll(entries);
        more.add(kind, origin);
        return more;
    }

    private static <S extends Record> Entry<S> entry(DecoratorKind<S> kind, String origin) {
        Settings<S> settings = Settings.of(kind.settings());
        KindInfo info = new KindInfo(
                kind.name(),
                kind.summary(),
                kind.example(),
                origin,
                settings.describe(),
                kind.entryPoints().stream().sorted().toList());
        return new Entry<>(kind, info, settings);
    }

    /** Those that {@code loader} finds as services, and {@code more}. */
    @SuppressWarnings("rawtypes") // a service is looked up by its raw class
    public static DecoratorKinds load(ClassLoader loader, DecoratorKind<?>... more) {
        Stream<? extends DecoratorKind<?>> found = ServiceLoader.load(DecoratorKind.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .map(kind -> (DecoratorKind<?>) kind);
        return new DecoratorKinds(Stream.concat(found, Stream.of(more)));
    }

    public static DecoratorKinds of(DecoratorKind<?>... kinds) {
        return new DecoratorKinds(Stream.of(kinds));
    }

    /** In alphabetical order. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** In alphabetical order of names. */
    public List<KindInfo> describe() {
        return entries.values().stream().<KindInfo>map(Entry::info).toList();
    }

    public Optional<KindInfo> describe(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::info);
    }

    /** The JSON Schema (2020-12) of the decorators of a spec, as a tree: names, each alone or with the settings of its kind. */
    public Map<String, Object> schema() {
        Map<String, Object> settings = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("description", entry.info().summary());
            schema.put("anyOf", List.of(entry.settings().schema(), Map.of("type", "null")));
            settings.put(name, schema);
        });
        Map<String, Object> withSettings = new LinkedHashMap<>();
        withSettings.put("type", "object");
        settings.put(DecoratorSpec.ON, ON);
        withSettings.put("properties", settings);
        withSettings.put("additionalProperties", false);
        withSettings.put("minProperties", 1);
        withSettings.put("maxProperties", 2);
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("maxItems", DecoratorSpec.MOST);
        list.put("items", Map.of("anyOf", List.of(Map.of("enum", names()), withSettings)));
        return list;
    }

    /** Finds the kind and reads the settings of a decorator that stands at {@code path}: {@code decorators[1]}. */
    public Binding<? extends BoundDecorator<?>> bind(DecoratorSpec spec, String path) {
        Entry<?> entry = entries.get(spec.name());
        if (entry == null) {
            return new Binding.Refused<BoundDecorator<?>>(List.of(unknown(spec.name(), path)));
        }
        return entry.bind(spec, path + "." + spec.name());
    }

    @Override
    public List<SpecProblem> problems(DecoratorSpec decorator, String path) {
        return switch (bind(decorator, path)) {
            case Binding.Bound<? extends BoundDecorator<?>> bound -> List.of();
            case Binding.Refused<? extends BoundDecorator<?>> refused -> refused.problems();
        };
    }

    /** Whoever requires to know the caller needs somebody before it who may find out. */
    @Override
    public List<SpecProblem> together(List<DecoratorSpec> decorators, String path) {
        List<SpecProblem> problems = new ArrayList<>();
        boolean identified = false;
        for (int i = 0; i < decorators.size(); i++) {
            String place = path + "[" + i + "]";
            Set<Trait> traits = bind(decorators.get(i), place)
                            instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)
                    ? bound.traits()
                    // What is wrong with it is told already, and it may be meant to find out.
                    : Set.of(Trait.MAY_IDENTIFY);
            if (traits.contains(Trait.REQUIRES_SUBJECT) && !identified) {
                problems.add(nobodyIdentifies(decorators.get(i).name(), place));
            }
            identified |= traits.contains(Trait.IDENTIFIES) || traits.contains(Trait.MAY_IDENTIFY);
        }
        return problems;
    }

    private static SpecProblem nobodyIdentifies(String name, String place) {
        return new SpecProblem(
                place + "." + name,
                "no decorator before it finds out who calls, so no call could ever pass",
                "'" + name + "' behind one that does: auth, or a function that tells " + PlatformHeaders.SUBJECT);
    }

    private SpecProblem unknown(String name, String path) {
        String hint = NearestWord.of(name, entries.keySet())
                .map(near -> ": did you mean '" + near + "'?")
                .orElse("");
        return new SpecProblem(
                path,
                "there is no decorator '" + TreeValues.shown(name) + "'" + hint,
                String.join(", ", entries.keySet()));
    }
}
