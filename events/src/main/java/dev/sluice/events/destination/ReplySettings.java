package dev.sluice.events.destination;

import dev.sluice.core.settings.Setting;
import java.util.Optional;

/** Where the answers to events go. */
public record ReplySettings(
        @Setting(value = "the topic whose records the answers become", inShort = true)
        String topic,

        @Setting(value = "the connection to the Kafka that has it", otherwise = "the platform's own")
        Optional<String> connection) {

    /** The same to a topic of this name over a connection. */
    public ReplySettings over(String other, String name) {
        return new ReplySettings(name, Optional.of(other));
    }
}
