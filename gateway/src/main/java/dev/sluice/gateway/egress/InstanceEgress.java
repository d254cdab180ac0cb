package dev.sluice.gateway.egress;

import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.runner.RunnerId;
import java.util.Map;

/** Gives each instance its ambassadors, for as long as it lives. Thread-safe. */
public interface InstanceEgress {

    /** Of a gateway whose functions have none. */
    InstanceEgress NONE = new InstanceEgress() {
        @Override
        public Map<String, String> open(FunctionVersion version, RunnerId instance) {
            return Map.of();
        }

        @Override
        public void ended(RunnerId instance) {}
    };

    /**
     * Opens those of an instance, and tells the variables by which it finds them. Blocks, some seconds at most.
     *
     * @throws dev.sluice.runners.pool.UnpreparedException if one cannot be opened; the message is a sentence that names it
     */
    Map<String, String> open(FunctionVersion version, RunnerId instance);

    /** Closes those of an instance, with the connections that they have; nothing if it has none. Does not block. */
    void ended(RunnerId instance);
}
