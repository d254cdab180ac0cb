package dev.sluice.pipelines.document;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.settings.Setting;
import dev.sluice.events.trigger.RetrySettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where items go in the end: exactly one of the ways. */
public record SinkSettings(
        @Setting(value = "whose items", least = "1", most = "100")
        List<StageInput> from,

        @Setting(value = "the topic whose records they become", otherwise = "none")
        Optional<String> topic,

        @Setting(value = "the connection to the Kafka that has the topic", otherwise = "the platform's own")
        Optional<String> connection,

        @Setting(value = "the function that is called with each of them later", otherwise = "none")
        Optional<FunctionName> function,

        @Setting(value = "the address that each of them is sent to", otherwise = "none")
        Optional<Callback> callback,

        @Setting(value = "the name that the sink had before, whose items it takes over", otherwise = "none")
        Optional<StageName> was) {

    public SinkSettings {
        long told =
                Stream.of(topic, function, callback).filter(Optional::isPresent).count();
        if (told != 1) {
            throw new IllegalArgumentException("a sink is exactly one of topic, function and callback, this one has "
                    + (told == 0 ? "none" : told + " of them"));
        }
        if (connection.isPresent() && topic.isEmpty()) {
            throw new IllegalArgumentException("connection is for a topic");
        }
    }

    /** An address outside of the platform, to which items are sent. */
    public record Callback(
            @Setting(
                    value = "the address that each of them is sent to, as an event in a POST",
                    inShort = true,
                    patternRule = "http or https, with a host, as in https://example.org/items")
            URI address,

            @Setting(
                    value = "requests under way at the same time, from each gateway",
                    least = "1",
                    most = "1000",
                    otherwise = "16")
            int concurrency,

            @Setting(value = "how long an answer may take", least = "100ms", most = "60s", otherwise = "20s")
            Duration timeout,

            @Setting("how long one item is tried") RetrySettings retry) {}

    /** The same under another {@code was}. */
    SinkSettings was(Optional<StageName> other) {
        return new SinkSettings(from, topic, connection, function, callback, other);
    }

    /** In a few words, for people. */
    public String inWords() {
        return topic.map(name -> "topic " + name)
                .or(() -> function.map(name -> "function " + name))
                .orElseGet(() -> "callback to "
                        + callback.map(to -> to.address().getHost()).orElse(""));
    }
}
