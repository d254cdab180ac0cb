package dev.sluice.gateway.decorate.jar;

import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorKind;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.Trait;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.invocation.EntryPoint;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind out of a jar. What it does with calls, and making its decorators, is done on threads of its own, whose class loader is
 * that of the jar: there libraries look for what they load by name, and must not find the gateway's.
 */
record JarKind<S extends Record>(DecoratorKind<S> kind, JarThreads threads) implements DecoratorKind<S> {

    /** How long making one may take. */
    private static final Duration MAKING = Duration.ofSeconds(60);

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
    public Set<EntryPoint> entryPoints() {
        return Objects.requireNonNull(kind.entryPoints(), "it should tell entry points and told nothing");
    }

    @Override
    public Credentials credentials(S settings) {
        return Objects.requireNonNull(kind.credentials(settings), "it should tell credentials and told nothing");
    }

    @Override
    public void check(S settings, DecoratorSite site) {
        DecoratorSite own = own(site);
        onItsThread(() -> {
            kind.check(settings, own);
            return own;
        });
    }

    @Override
    public Decorator make(S settings, DecoratorSite site) {
        DecoratorSite own = own(site);
        Decorator made = onItsThread(
                () -> Objects.requireNonNull(kind.make(settings, own), "it should make a decorator and made nothing"));
        return new JarDecorator(new PlacedDecorator(own, made), threads);
    }

    /** What it throws is thrown here. */
    private <T> T onItsThread(Supplier<T> something) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                result.complete(something.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(MAKING.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalArgumentException("it took longer than " + MAKING.toSeconds() + " s to be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody waits for it any more", e);
        }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }

    private DecoratorSite own(DecoratorSite site) {
        DecoratorServices all = site.services();
        return site.with(new DecoratorServices(
                new JarTimers(all.timers(), threads),
                all.random(),
                all.secureRandom(),
                all.functions(),
                all.secrets(),
                threads,
                all.bodies(),
                all.events(),
                all.state()));
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
