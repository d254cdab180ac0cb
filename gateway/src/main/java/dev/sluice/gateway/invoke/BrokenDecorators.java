package dev.sluice.gateway.invoke;

import dev.sluice.core.decorator.EndedCall;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;

/**
 * Stands where decorators should that cannot be made any more. It lets no call pass: the function is never served without
 * what was to protect it.
 *
 * @param detail why, as a sentence
 */
public record BrokenDecorators(String detail) implements Invoker {

    /** The reason of the fault that each call ends with. */
    public static final String REASON = "decorator_missing";

    @Override
    public Call invoke(Invocation invocation, CallListener listener) {
        listener.finished(new Outcome.PlatformFault(Component.DECORATOR, REASON, detail), Timings.NONE);
        return EndedCall.INSTANCE;
    }
}
