package dev.sluice.core.decorator;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.time.Timers;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the platform offers to all decorators. All of it is thread-safe.
 *
 * @param timers runs each task on a thread of its own: one that takes long makes no other late
 * @param random for what need not be secret
 * @param secureRandom for codes, tokens and ids
 * @param functions calls deployed functions by the name in the invocation, with their own decorators
 * @param secrets looks secrets up as they are now; may block on a disk
 * @param executor runs each task on a virtual thread of its own, which may block
 * @param bodies room for what decorators gather
 * @param events takes what decorators tell, on any thread; it does not block
 * @param state records that all gateways share which share their state; may block, so that no call should need it unless its
 *     function's spec asks for that
 */
public record DecoratorServices(
        Timers timers,
        RandomGenerator random,
        RandomGenerator secureRandom,
        Invoker functions,
        Function<SecretName, Optional<SecretValue>> secrets,
        Executor executor,
        BodyRoom bodies,
        Consumer<DecoratorEvent> events,
        KeyedState state) {

    /** With records in memory, which nobody shares. */
    public DecoratorServices(
            Timers timers,
            RandomGenerator random,
            RandomGenerator secureRandom,
            Invoker functions,
            Function<SecretName, Optional<SecretValue>> secrets,
            Executor executor,
            BodyRoom bodies,
            Consumer<DecoratorEvent> events) {
        this(
                timers,
                random,
                secureRandom,
                functions,
                secrets,
                executor,
                bodies,
                events,
                new InMemoryKeyedState(timers::instant));
    }
}
