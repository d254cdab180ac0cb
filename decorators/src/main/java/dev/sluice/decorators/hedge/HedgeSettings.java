package dev.sluice.decorators.hedge;

import dev.sluice.core.function.MemorySize;
import dev.sluice.core.settings.Setting;
import dev.sluice.decorators.failure.FailedEnd;
import dev.sluice.decorators.failure.Failures;
import dev.sluice.decorators.failure.StatusRange;
import dev.sluice.decorators.repeat.Methods;
import java.util.List;

/** When a second call is made, and what is good enough to be taken. */
public record HedgeSettings(
        @Setting(
                value =
                        "when a call counts as slow and a second one is made: after a time, as in 100ms, or when it takes"
                                + " longer than most of late, as in p95 (not before 20 answers were seen)",
                otherwise = "p95",
                inShort = true)
        HedgeAfter after,

        @Setting(
                value =
                        "methods that may be called twice; name POST or PATCH only if the function can take the same call"
                                + " twice",
                otherwise = Methods.IDEMPOTENT)
        List<String> methods,

        @Setting("whether the function can take every call twice, whatever its method: stands for all methods")
        boolean idempotent,

        @Setting(
                value = "statuses that are not good: the other call is waited for, as in 503 or 500-599",
                otherwise = "429, 500-599")
        List<StatusRange> statuses,

        @Setting(
                value = "ends without an answer that are not good",
                otherwise =
                        "threw, bad-input, bad-answer, timed-out, neighbour-timed-out, out-of-memory, exited, rejected,"
                                + " no-such-function, not-started, platform-fault")
        List<FailedEnd> outcomes,

        @Setting(
                value =
                        "share of calls that may be made twice, ten more after a quiet time; at any moment no greater share of"
                                + " those under way, or two, has a second one, and further slow ones wait for their turn",
                least = "0.01",
                most = "1",
                otherwise = "0.1")
        double budget,

        @Setting(
                value =
                        "how long a request body may be; requests with longer bodies, or that do not say how long theirs"
                                + " is, pass and are called once",
                least = "1Mi",
                most = "64Mi",
                otherwise = "1Mi")
        MemorySize body) {

    public HedgeSettings {
        Methods.check(methods);
        if (idempotent && !String.join(", ", methods).equals(Methods.IDEMPOTENT)) {
            throw new IllegalArgumentException("idempotent: true stands for all methods: leave methods out");
        }
        new Failures(statuses, outcomes);
    }

    /** The methods whose calls may be made twice; none named stands for all. */
    List<String> repeatable() {
        return idempotent ? List.of() : methods;
    }

    Failures failures() {
        return new Failures(statuses, outcomes);
    }
}
