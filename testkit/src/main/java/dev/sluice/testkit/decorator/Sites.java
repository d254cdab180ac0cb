package dev.sluice.testkit.decorator;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.DecoratorEvent;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.state.InMemoryKeyedState;
import dev.sluice.core.state.KeyedState;
import dev.sluice.testkit.time.VirtualTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** A platform for decorators in tests: virtual time, seeded randomness, secrets in a map, events in a list. */
public final class Sites {

    private final VirtualTime time = new VirtualTime();
    private final List<DecoratorEvent> events = new CopyOnWriteArrayList<>();
    private final Map<SecretName, SecretValue> secrets = new ConcurrentHashMap<>();
    private final Random random = new Random(42);
    private final Random secureRandom = new Random(43);
    private final PlayedFunction functions = new PlayedFunction();
    private BodyRoom bodies = new BodyRoom(Long.MAX_VALUE);
    private volatile KeyedState state = new InMemoryKeyedState(time::instant);
    private volatile Executor executor = task -> Thread.ofVirtual().start(task);

    public VirtualTime time() {
        return time;
    }

    /** What decorators told, in order. */
    public List<DecoratorEvent> events() {
        return List.copyOf(events);
    }

    /** The words of what decorators told, in order. */
    public List<String> eventWords() {
        return events.stream().map(event -> event.what().word()).toList();
    }

    /** What answers calls by name. */
    public PlayedFunction functions() {
        return functions;
    }

    public void secret(String name, String value) {
        secrets.put(new SecretName(name), new SecretValue(value));
    }

    /** From now on decorators get their threads here. */
    public void executor(Executor other) {
        executor = other;
    }

    /** From now on decorators share their records with whoever has this too. */
    public void state(KeyedState shared) {
        state = shared;
    }

    /** From now on decorators have so much room for bodies. */
    public void bodies(BodyRoom room) {
        bodies = room;
    }

    /** A place for a decorator of this kind, alone around the function {@code hello}. */
    public DecoratorSite site(String decorator) {
        return site(decorator, 0);
    }

    public DecoratorSite site(String decorator, int position) {
        return site(decorator, position, Credentials.NONE);
    }

    /** A place beside decorators that take these as proof of who calls. */
    public DecoratorSite site(String decorator, int position, Credentials credentials) {
        Invoker byName = functions;
        DecoratorServices services = new DecoratorServices(
                time,
                random,
                secureRandom,
                byName,
                name -> Optional.ofNullable(secrets.get(name)),
                task -> executor.execute(task),
                bodies,
                events::add,
                state);
        return new DecoratorSite(new FunctionName("hello"), decorator, position, services, credentials);
    }
}
