package dev.sluice.decorators.validate;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.Optional;

/** What requests must be like; JSON Schemas of the draft 2020-12. */
public record ValidateSettings(
        @Setting("the JSON Schema of the body, which must then be there and be JSON; GET, HEAD and OPTIONS need none")
        Optional<Object> body,

        @Setting("the JSON Schema of the query: an object with a text for each parameter, or a list if it repeats;"
                + " texts that look like numbers or booleans count as such")
        Optional<Object> query,

        @Setting("the JSON Schema of the header fields: an object with a text for each, their names in lower case;"
                + " texts that look like numbers or booleans count as such")
        Optional<Object> headers,

        @Setting(value = "how long a body may be", otherwise = "1Mi", least = "1Mi", most = "64Mi")
        MemorySize maxBody,

        @Setting(
                value = "how long holding one request to its schemas may take",
                otherwise = "500ms",
                least = "10ms",
                most = "10s")
        Duration maxTime) {

    public ValidateSettings {
        if (body.isEmpty() && query.isEmpty() && headers.isEmpty()) {
            throw new IllegalArgumentException("there is no schema: give one for body, query or headers");
        }
    }
}
