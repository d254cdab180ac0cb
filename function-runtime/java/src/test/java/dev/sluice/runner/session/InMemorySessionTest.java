package dev.sluice.runner.session;

import dev.sluice.runner.support.MemoryEnd;
import dev.sluice.testkit.protocol.GatewayEnd;

/** The scenarios without any I/O. */
class InMemorySessionTest extends SessionScenarios {

    @Override
    GatewayEnd connect() {
        return new MemoryEnd(host, CONSOLE, threads);
    }
}
