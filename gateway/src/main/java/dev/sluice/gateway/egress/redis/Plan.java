package dev.sluice.gateway.egress.redis;

import dev.sluice.core.function.ServerAddress;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What is done with one command. */
sealed interface Plan {

    /** It is answered here. */
    record Answer(Buffer reply) implements Plan {}

    /** It is answered here, and is the last one. */
    record Goodbye(Buffer reply) implements Plan {}

    /** Whoever sent it has shown that it may; {@code toServers} is what servers are shown, if they are shown anything. */
    record LetIn(Buffer reply, Command toServers) implements Plan {}

    /** It goes to one server as it is. */
    record One(ServerAddress server, Buffer command) implements Plan {}

    /**
     * It goes to several, each its part.
     *
     * @param keys how many there are in all
     */
    record Several(List<Part> parts, int keys, KeyRule.Merge merge) implements Plan {}

    /** @param places of its keys among all of the command, from 0 */
    record Part(ServerAddress server, Buffer command, List<Integer> places) {}
}
