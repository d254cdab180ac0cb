package dev.sluice.decorators.function;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/** Which function stands around the calls, when it is called, and what its failure means. */
public record FunctionSettings(
        @Setting(value = "the deployed function that is called", inShort = true)
        FunctionName name,

        @Setting(value = "when it is called: before the call, after it, or both", otherwise = "request")
        List<Phase> phases,

        @Setting(value = "how long it may take to begin its answer", least = "1ms", most = "1h", otherwise = "10s")
        Duration timeout,

        @Setting(
                value = "what happens when it is missing, fails, is slow or answers what makes no sense: the call"
                        + " fails, or goes on as if the decorator were not there",
                otherwise = "fail")
        OnFailure onFailure,

        @Setting(
                value = "how large a body may be that it is shown or that it answers",
                least = "1Mi",
                most = "64Mi",
                otherwise = "1Mi")
        MemorySize maxBody) {

    /** When the function is called. */
    public enum Phase {
        /** Before the call: it may change the request, or answer by itself. */
        REQUEST,
        /** After the call: it may change the answer. */
        RESPONSE
    }

    /** What a failure of the function means for the call. */
    public enum OnFailure {
        FAIL,
        SKIP
    }

    public FunctionSettings {
        phases = List.copyOf(phases);
        if (phases.isEmpty() || new HashSet<>(phases).size() < phases.size()) {
            throw new IllegalArgumentException("phases must name request, response, or each of them once");
        }
    }
}
