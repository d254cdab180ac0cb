package dev.sluice.runner.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.ownership.Ownership;
import dev.sluice.runner.output.Console;
import dev.sluice.runner.output.FunctionLog;
import dev.sluice.runner.output.FunctionLogger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an instance's code may know of its instance. */
class Instance implements InstanceContext {

    private final Frame.Specialise order;
    private final System.Logger logger;
    private @Nullable Ownership ownership;

    Instance(Frame.Specialise order, Console console, FunctionLog log) {
        this.order = order;
        logger = new FunctionLogger(order.function(), () -> console.currentOr(log));
    }

    @Override
    public String function() {
        return order.function();
    }

    @Override
    public int version() {
        return order.version();
    }

    @Override
    public Map<String, String> environment() {
        return order.environment();
    }

    /** Made when it is first asked for. */
    @Override
    public synchronized Ownership ownership() {
        Ownership made = ownership == null ? Ownership.of(environment()) : ownership;
        ownership = made;
        return made;
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    @Override
    public String toString() {
        return function() + "@" + version();
    }
}
