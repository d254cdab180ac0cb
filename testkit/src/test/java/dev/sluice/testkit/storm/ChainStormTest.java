package dev.sluice.testkit.storm;

import dev.sluice.core.decorator.BodyRoom;
import dev.sluice.core.decorator.Credentials;
import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorServices;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.chain.DecoratorChain;
import dev.sluice.core.decorator.chain.PlacedDecorator;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every form of decorator, in chains at random. */
@Timeout(120)
class ChainStormTest {

    private static final int CALLS = Integer.getInteger("sluice.storm.calls", 3_000);
    private static final int LONGEST_CHAIN = 5;

    private static final DecoratorServices SERVICES = new DecoratorServices(
            new VirtualTime(),
            new Random(1),
            new Random(2),
            (invocation, listener) -> {
                throw new AssertionError("nobody calls by name");
            },
            name -> Optional.empty(),
            Thread::startVirtualThread,
            new BodyRoom(Long.MAX_VALUE),
            event -> {});

    @Test
    void everyCallEndsOnceWithAllOfItsBytes() {
        long seed = Long.getLong("sluice.storm.seed", System.nanoTime());
        new Storm(ChainStormTest::chain).run(seed, CALLS);
    }

    private static StormChain chain(StormCall plan, Invoker function) {
        Random random = new Random(plan.seed() * 31);
        List<PlacedDecorator> placed = new ArrayList<>();
        List<StormKind> kinds = new ArrayList<>();
        int length = random.nextInt(LONGEST_CHAIN + 1);
        for (int i = 0; i < length; i++) {
            StormKind kind = StormKind.any(random);
            DecoratorSite site = new DecoratorSite(new FunctionName("storm"), "storm", i, SERVICES, Credentials.NONE);
            Decorator decorator = kind.make(site, random);
            kinds.add(kind);
            placed.add(new PlacedDecorator(site, decorator));
        }
        return new StormChain(
                DecoratorChain.compile(placed, function), kinds.toString(), kinds.contains(StormKind.THROWS));
    }
}
