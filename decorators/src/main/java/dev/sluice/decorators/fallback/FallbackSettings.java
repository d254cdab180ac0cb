package dev.sluice.decorators.fallback;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.invocation.HeaderSyntax;
import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.failure.FailedEnd;
import dev.sluice.decorators.failure.Failures;
import dev.sluice.decorators.failure.StatusRange;
import java.util.List;

/** Which failures are replaced, and by what. */
public record FallbackSettings(
        @Setting("what takes the place of a failure: {answer: {…}} or {function: NAME}; if that function fails too, the"
                + " first failure stands")
        FallbackAnswer instead,

        @Setting(value = "statuses that are replaced, as in 503 or 500-599", otherwise = "500-599")
        List<StatusRange> statuses,

        @Setting(
                value = "ends without an answer that are replaced",
                otherwise =
                        "threw, bad-answer, timed-out, neighbour-timed-out, out-of-memory, exited, rejected, not-started,"
                                + " platform-fault")
        List<FailedEnd> outcomes,

        @Setting(
                value = "the header field that marks such an answer; its value says what failed, as in status_503 or"
                        + " timed_out",
                otherwise = "Fallback")
        String mark,

        @Setting(
                value =
                        "how long a request body may be; requests with longer bodies, or that do not say how long theirs"
                                + " is, pass without a fallback",
                least = "1Mi",
                most = "64Mi",
                otherwise = "1Mi")
        MemorySize body) {

    public FallbackSettings {
        if (!HeaderSyntax.isName(mark)) {
            throw new IllegalArgumentException("'" + mark + "' cannot be the name of a header field");
        }
        new Failures(statuses, outcomes);
    }

    Failures failures() {
        return new Failures(statuses, outcomes);
    }
}
