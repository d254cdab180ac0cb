package dev.sluice.events.destination;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import java.util.Optional;

/** A topic or a function that is told what became of an event. */
public record Destination(
        @Setting(value = "the topic that gets a record of it", otherwise = "none")
        Optional<String> topic,

        @Setting(value = "the connection to the Kafka that has the topic", otherwise = "the platform's own")
        Optional<String> connection,

        @Setting(value = "the function that is called with it later", otherwise = "none")
        Optional<FunctionName> function) {

    /** The same to a topic of this name over a connection. */
    public Destination over(String other, String name) {
        return new Destination(Optional.of(name), Optional.of(other), function);
    }

    public Destination {
        if (topic.isPresent() == function.isPresent()) {
            throw new IllegalArgumentException("it is told by one of topic and function");
        }
        if (connection.isPresent() && topic.isEmpty()) {
            throw new IllegalArgumentException("connection is for a topic, and functions are called here");
        }
    }
}
