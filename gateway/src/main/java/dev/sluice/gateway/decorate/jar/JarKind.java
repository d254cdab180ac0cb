package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A kind out of a jar. What it does on threads that may block has the class loader of the jar as the thread's own: there
 * libraries look for what they load by name, and must not find the gateway's.
 */
record JarKind<S extends Record>(DecoratorKind<S> kind, ClassLoader jar) implements DecoratorKind<S> {

    private static final System.Logger LOG = System.getLogger(JarKind.class.getName());

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public String summary() {
        return kind.summary();
    }

    @Override
    public Class<S> settings() {
        return kind.settings();
    }

    @Override
    public String example() {
        return kind.example();
    }

    /** One that fails costs warnings and no deployment: for all that is known, it finds out who calls. */
    @Override
    public Set<Trait> traits(S settings) {
        try {
            return kind.traits(settings);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.log(Level.WARNING, "The traits of the decorator '" + kind.name() + "' are not known", e);
            return Set.of(Trait.MAY_IDENTIFY);
        }
    }

    @Override
    public Credentials credentials(S settings) {
        return Objects.requireNonNull(kind.credentials(settings), "it should tell credentials and told nothing");
    }

    @Override
    public void check(S settings, DecoratorSite site) {
        DecoratorSite own = site.with(services(site.services()));
        within(jar, () -> {
            kind.check(settings, own);
            return own;
        });
    }

    @Override
    public Decorator make(S settings, DecoratorSite site) {
        DecoratorSite own = site.with(services(site.services()));
        return within(
                jar,
                () -> Objects.requireNonNull(kind.make(settings, own), "it should make a decorator and made nothing"));
    }

    private DecoratorServices services(DecoratorServices all) {
        return new DecoratorServices(
                all.timers(),
                all.random(),
                all.secureRandom(),
                all.functions(),
                all.secrets(),
                task -> all.executor()
                        .execute(() -> within(jar, () -> {
                            task.run();
                            return task;
                        })),
                all.events());
    }

    /** Does something with {@code loader} as the thread's. */
    static <T> T within(ClassLoader loader, Supplier<T> something) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return something.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
