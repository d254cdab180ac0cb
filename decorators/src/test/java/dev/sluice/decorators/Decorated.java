package dev.sluice.decorators;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.core.decorator.BoundDecorator;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorKinds;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.DecoratorSpec;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.settings.Binding;
import dev.sluice.testkit.decorator.PlayedFunction;
import dev.sluice.testkit.decorator.Sites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A decorator of one kind around a played function, with settings written as people write them, in YAML. */
public final class Decorated {

    private static final ObjectMapper YAML = new YAMLMapper();

    private final DecoratorKind<?> kind;
    private final Sites sites = new Sites();
    private final PlayedFunction function = new PlayedFunction();
    private Credentials beside = Credentials.NONE;

    public Decorated(DecoratorKind<?> kind) {
        this.kind = kind;
    }

    /** As if others of the function took these as proof of who calls. */
    public Decorated beside(Credentials credentials) {
        beside = credentials;
        return this;
    }

    public Sites sites() {
        return sites;
    }

    public PlayedFunction function() {
        return function;
    }

    public Invoker with(String settings) {
        return around(settings, function);
    }

    /** Around something else than the played function. */
    public Invoker around(String settings, Invoker next) {
        if (bind(settings) instanceof Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound)) {
            DecoratorSite site = sites.site(kind.name(), 0, beside.and(bound.credentials()));
            return DecoratorChain.compile(List.of(new PlacedDecorator(site, bound.make(site))), next);
        }
        throw new AssertionError("refused: " + problems(settings));
    }

    /** What is wrong with settings that are refused. */
    public List<SpecProblem> problems(String settings) {
        return switch (bind(settings)) {
            case Binding.Bound<? extends BoundDecorator<?>>(BoundDecorator<?> bound) -> checked(bound);
            case Binding.Refused<? extends BoundDecorator<?>>(List<SpecProblem> problems) -> problems;
        };
    }

    /** What a deployment would say that reading the settings does not. */
    private List<SpecProblem> checked(BoundDecorator<?> bound) {
        try {
            bound.check(sites.site(kind.name()));
        } catch (IllegalArgumentException e) {
            return List.of(new SpecProblem("decorators[0]." + kind.name(), String.valueOf(e.getMessage()), ""));
        }
        throw new AssertionError("these settings are not refused: " + bound.settings());
    }

    private Binding<? extends BoundDecorator<?>> bind(String settings) {
        return DecoratorKinds.of(kind).bind(new DecoratorSpec(kind.name(), tree(settings)), "decorators[0]");
    }

    /** What YAML becomes. */
    public static Object tree(String yaml) {
        try {
            return YAML.readValue(yaml, Object.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
