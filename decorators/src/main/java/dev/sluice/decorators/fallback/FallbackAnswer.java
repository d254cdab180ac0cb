package dev.sluice.decorators.fallback;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.settings.Setting;
import java.util.Map;

/** What takes the place of a failure. */
public sealed interface FallbackAnswer {

    /** Always the same answer. */
    record Answer(
            @Setting(value = "its status", least = "200", most = "599", otherwise = "200")
            int status,

            @Setting(value = "its media type", otherwise = "application/json")
            String type,

            @Setting("its other header fields") Map<String, String> headers,

            @Setting(value = "its body", most = "65536", inShort = true)
            String body)
            implements FallbackAnswer {

        public Answer {
            check("Content-Type", type);
            headers.forEach(Answer::check);
        }

        private static void check(String name, String value) {
            if (!HeaderSyntax.isName(name)) {
                throw new IllegalArgumentException("'" + name + "' cannot be the name of a header field");
            }
            if (!HeaderSyntax.isValue(value)) {
                throw new IllegalArgumentException(
                        "the value of '" + name + "' has a character that no header field may have");
            }
        }
    }

    /** What another function answers to the same request. */
    record Function(
            @Setting(value = "the name of the function that is called with the same request", inShort = true)
            FunctionName name)
            implements FallbackAnswer {}
}
