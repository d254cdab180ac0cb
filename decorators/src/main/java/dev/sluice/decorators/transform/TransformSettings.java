package dev.sluice.decorators.transform;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.Optional;

/** How bodies are rewritten. */
public record TransformSettings(
        @Setting("how JSON bodies of requests are rewritten; other bodies pass as they are")
        Optional<Change> request,

        @Setting("how JSON bodies of answers with a status of 2xx are rewritten; other answers pass as they are")
        Optional<Change> response,

        @Setting(
                value = "how long a body may be, before it is rewritten and after",
                otherwise = "1Mi",
                least = "1Mi",
                most = "16Mi")
        MemorySize maxBody,

        @Setting(value = "how long rewriting one body may take", otherwise = "500ms", least = "10ms", most = "10s")
        Duration maxTime) {

    public TransformSettings {
        if (request.isEmpty() && response.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to rewrite: say how for request or response");
        }
    }
}
