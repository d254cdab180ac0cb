package dev.sluice.core.decorator.chain;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.head.HeadDecorator;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes one invoker of decorators and what they stand around. */
public final class DecoratorChain {

    private DecoratorChain() {}

    /** The first of {@code decorators} is the outermost; without any, {@code innermost} itself. */
    public static Invoker compile(List<PlacedDecorator> decorators, Invoker innermost) {
        if (decorators.stream().allMatch(placed -> placed.on().equals(EntryPoint.ALL))) {
            return chain(decorators, innermost);
        }
        Map<EntryPoint, Invoker> chains = new EnumMap<>(EntryPoint.class);
        for (EntryPoint entryPoint : EntryPoint.ALL) {
            List<PlacedDecorator> standing = decorators.stream()
                    .filter(placed -> placed.on().contains(entryPoint))
                    .toList();
            chains.put(entryPoint, chain(standing, innermost));
        }
        return new ByEntryPoint(chains);
    }

    /** Where decorators stand at some calls only: a chain for those of each entry point. */
    private record ByEntryPoint(Map<EntryPoint, Invoker> chains) implements Invoker {

        @Override
        public Call invoke(Invocation invocation, CallListener listener) {
            Invoker chain = chains.get(invocation.terms().entryPoint());
            return Objects.requireNonNull(chain, "every entry point has a chain")
                    .invoke(invocation, listener);
        }
    }

    private static Invoker chain(List<PlacedDecorator> decorators, Invoker innermost) {
        Invoker chain = innermost;
        Deque<HeadDecorator> row = new ArrayDeque<>();
        for (PlacedDecorator placed : decorators.reversed()) {
            if (placed.decorator() instanceof HeadDecorator head) {
                row.addFirst(head);
            } else {
                chain = link(placed, inRow(row, chain));
                row.clear();
            }
        }
        return inRow(row, chain);
    }

    private static Invoker inRow(Deque<HeadDecorator> row, Invoker next) {
        return row.isEmpty() ? next : HeadDecorator.inRow(List.copyOf(row), next);
    }

    private static Invoker link(PlacedDecorator placed, Invoker next) {
        Decorator decorator = placed.decorator();
        return decorator instanceof WholeDecorator ? new Link(decorator, next) : new GuardedLink(placed, next);
    }

    /** Around a decorator that keeps the rules by itself. */
    private record Link(Decorator decorator, Invoker next) implements Invoker {

        @Override
        public Call invoke(Invocation invocation, CallListener listener) {
            return decorator.around(invocation, listener, next);
        }
    }
}
