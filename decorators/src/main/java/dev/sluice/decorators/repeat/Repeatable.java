package dev.sluice.decorators.repeat;

import dev.sluice.core.decorator.Decorator;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.WholeDecorator;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeLimits;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.invocation.Body;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import java.util.List;

/**
 * Lets a handler have the calls that can be sent again: of certain methods, with a body that is at hand, or that says to
 * be no longer than a limit. All others pass untouched and unbuffered.
 */
public final class Repeatable implements Decorator {

    private final List<String> methods;
    private final long most;
    private final Decorator whole;

    /**
     * {@code methods} are those that may be repeated; an empty list stands for all.
     *
     * @param most how long a body may be, 1 byte to 64 MiB
     */
    public Repeatable(DecoratorSite site, List<String> methods, MemorySize most, WholeHandler handler) {
        this.methods = List.copyOf(methods);
        this.most = most.bytes();
        this.whole = new WholeDecorator(site, WholeLimits.DEFAULT.withBytes((int) most.bytes()), handler);
    }

    @Override
    public Call around(Invocation invocation, CallListener listener, Invoker next) {
        return isRepeatable(invocation) ? whole.around(invocation, listener, next) : next.invoke(invocation, listener);
    }

    private boolean isRepeatable(Invocation invocation) {
        if (!methods.isEmpty() && !methods.contains(invocation.head().method())) {
            return false;
        }
        return switch (invocation.body()) {
            case Body.Complete complete -> complete.bytes().remaining() <= most;
            case Body.Streamed() -> announces(invocation.head().headers());
        };
    }

    private boolean announces(Headers headers) {
        String length = headers.first("content-length").orElse("");
        return length.matches("\\d{1,18}") && Long.parseLong(length) <= most;
    }
}
