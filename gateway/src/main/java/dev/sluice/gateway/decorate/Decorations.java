package dev.sluice.gateway.decorate;

import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.OrderWarnings;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Mentions;
import dev.sluice.gateway.affinity.WholeBodies;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Makes decorators of what specs say. Thread-safe; making may block. */
public final class Decorations {

    private static final System.Logger LOG = System.getLogger(Decorations.class.getName());

    private final DecoratorKinds kinds;
    private final Function<FunctionName, DecoratorServices> services;

    /** {@code services}: what the decorators of a function may use. */
    public Decorations(DecoratorKinds kinds, Function<FunctionName, DecoratorServices> services) {
        this.kinds = kinds;
        this.services = services;
    }

    public DecoratorKinds kinds() {
        return kinds;
    }

    /** Makes those of a version that is deployed: checks first what is not checked again when it is restored. */
    public Decoration deploy(FunctionVersion version) {
        return make(version, true);
    }

    /** Makes those of a version that was deployed before. */
    public Decoration make(FunctionVersion version) {
        return make(version, false);
    }

    private Decoration make(FunctionVersion version, boolean check) {
        List<DecoratorSpec> specs = version.spec().decorators();
        boolean wholeBodies = WholeBodies.areNeeded(version.spec());
        if (specs.isEmpty() && !wholeBodies) {
            return new Decoration.Ready(List.of());
        }
        List<BoundDecorator<?>> bound = new ArrayList<>();
        List<SpecProblem> problems = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            switch (kinds.bind(specs.get(i), path(i))) {
                case Binding.Refused<? extends BoundDecorator<?>> refused -> problems.addAll(refused.problems());
                case Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> decorator) -> bound.add(decorator);
            }
        }
        if (!problems.isEmpty()) {
            return new Decoration.Broken(problems);
        }
        DecoratorServices offered = services.apply(version.function());
        Credentials credentials;
        try {
            credentials = bound.stream().map(BoundDecorator::credentials).reduce(Credentials.NONE, Credentials::and);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            return new Decoration.Broken(List.of(
                    new SpecProblem("decorators", "one failed to tell what it takes as credentials: " + e, "")));
        }
        List<PlacedDecorator> placed = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            String name = specs.get(i).name();
            DecoratorSite site = new DecoratorSite(
                    version.function(), name, i, offered, credentials, OptionalInt.of(version.number()));
            make(bound.get(i), site, check, placed, problems);
        }
        if (wholeBodies) {
            placed.add(wholeBodies(
                    new DecoratorSite(version.function(), WholeBodies.NAME, specs.size(), offered, credentials)));
        }
        return problems.isEmpty() ? new Decoration.Ready(placed) : new Decoration.Broken(problems);
    }

    /** Stands last where a call is to run, since an instance is found by the body that comes out of all others. */
    private static PlacedDecorator wholeBodies(DecoratorSite site) {
        return new PlacedDecorator(site, new WholeBodies(site), EntryPoint.AT_ATTEMPTS);
    }

    private static void make(
            BoundDecorator<?> bound,
            DecoratorSite site,
            boolean check,
            List<PlacedDecorator> placed,
            List<SpecProblem> problems) {
        String path = path(site.position()) + "." + site.decorator();
        try {
            if (check) {
                bound.check(site);
            }
            Decorator decorator = bound.make(site);
            placed.add(new PlacedDecorator(site, decorator, bound.on()));
        } catch (IllegalArgumentException e) {
            problems.add(new SpecProblem(path, String.valueOf(e.getMessage()), ""));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.log(Level.ERROR, site.where() + " could not be made", e);
            problems.add(new SpecProblem(path, "it failed with " + e, ""));
        }
    }

    /** What is to be said of an order that can hardly be meant, a sentence each. */
    public List<String> warnings(FunctionSpec spec) {
        return OrderWarnings.of(bound(spec));
    }

    /** The secrets that the decorators of a spec name, each with the path of the decorator that needs it. */
    public Map<SecretName, String> secrets(FunctionSpec spec) {
        return mentioned(spec, SecretName.class);
    }

    /** The secrets that a version names, in its environment or in its decorators. */
    public Set<SecretName> usedSecrets(FunctionVersion version) {
        Set<SecretName> used = new HashSet<>(secrets(version.spec()).keySet());
        version.spec().secrets().values().forEach(secret -> used.add(new SecretName(secret)));
        return used;
    }

    /** The functions that the decorators of a spec name, in the same way. */
    public Map<FunctionName, String> functions(FunctionSpec spec) {
        return mentioned(spec, FunctionName.class);
    }

    private <T> Map<T, String> mentioned(FunctionSpec spec, Class<T> type) {
        Map<T, String> all = new LinkedHashMap<>();
        List<BoundDecorator<?>> bound = bound(spec);
        for (int i = 0; i < bound.size(); i++) {
            String path = path(i) + "." + bound.get(i).kind().name();
            Mentions.in(bound.get(i).settings(), type).forEach(name -> all.putIfAbsent(name, path));
        }
        return all;
    }

    /** Those that this platform has and that are set as they must be. */
    private List<BoundDecorator<?>> bound(FunctionSpec spec) {
        List<BoundDecorator<?>> all = new ArrayList<>();
        for (int i = 0; i < spec.decorators().size(); i++) {
            if (kinds.bind(spec.decorators().get(i), path(i))
                    instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)) {
                all.add(bound);
            }
        }
        return all;
    }

    private static String path(int position) {
        return "decorators[" + position + "]";
    }
}
