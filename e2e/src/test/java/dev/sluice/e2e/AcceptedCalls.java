package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Items that one thread has a function called with later, each once, and which of these calls were accepted. */
final class AcceptedCalls {

    private static final int KEYS = 8;

    private final String function;
    private final Random random;
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Map<String, List<String>> lanes = new LinkedHashMap<>();
    private int number;

    AcceptedCalls(String function, long seed) {
        this.function = function;
        this.random = new Random(seed);
    }

    /** How many were accepted so far. */
    int accepted() {
        return ids.size();
    }

    /** Sends one more, in order of a key or in none, and tells whether it was accepted. */
    boolean sendMore(Gateway gateway) {
        int kind = random.nextInt(100);
        String item = "call " + number++ + (kind == 0 ? " poison" : kind < 3 ? " slow" : "");
        String key = "c" + random.nextInt(2 * KEYS);
        boolean ordered = key.compareTo("c" + KEYS) < 0;
        try {
            HttpResponse<String> answer = ordered
                    ? gateway.post("/async-function/" + function, item, "X-Ordering-Key", key)
                    : gateway.post("/async-function/" + function, item);
            assertThat(answer.statusCode()).as(answer.body()).isIn(202, 503);
            if (answer.statusCode() == 503) {
                return false;
            }
            ids.put(item, answer.headers().firstValue("X-Call-Id").orElseThrow());
            if (ordered) {
                lanes.computeIfAbsent(key, _ -> new ArrayList<>()).add(item);
            }
            return true;
        } catch (UncheckedIOException e) {
            return false; // The gateway was killed: nobody knows whether the call was accepted.
        }
    }

    /** Those that are to run in order. */
    Iterable<List<String>> lanes() {
        return lanes.values();
    }

    /** Waits until all that were accepted are over, and tells those that succeeded; the others must be dead letters of poison. */
    Set<String> succeeded(Gateway gateway) {
        assertThat(ids).isNotEmpty();
        Set<String> succeeded = new HashSet<>();
        ids.forEach((item, id) -> {
            String state = await("the call " + id + " with " + item + " is over")
                    .atMost(Duration.ofSeconds(120))
                    .ignoreExceptions()
                    .until(
                            () -> Gateway.json(gateway.manage("GET", "/invocations/" + id + "?wait=30s"))
                                    .get("state")
                                    .getAsString(),
                            told -> told.matches("succeeded|dead"));
            assertThat(state).as(item).isEqualTo(item.endsWith("poison") ? "dead" : "succeeded");
            if (state.equals("succeeded")) {
                succeeded.add(item);
            }
        });
        return succeeded;
    }
}
