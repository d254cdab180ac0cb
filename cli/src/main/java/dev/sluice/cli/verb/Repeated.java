package dev.sluice.cli.verb;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The same call again and again, one after the other and each on a connection of its own, and how long each took to its last byte. */
final class Repeated {

    /** A call that broke off, in the place of a status. */
    private static final int BROKEN = 0;

    private final long[] nanos;
    private final Map<Integer, Integer> statuses = new TreeMap<>();

    private Repeated(int times) {
        this.nanos = new long[times];
    }

    /**
     * Calls {@code times} times; what is answered is read and thrown away.
     *
     * @throws CommandException if nobody is there
     */
    static Repeated run(int times, Supplier<Response> call) {
        Repeated calls = new Repeated(times);
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            int status = status(call);
            calls.nanos[i] = System.nanoTime() - began;
            calls.statuses.merge(status, 1, Integer::sum);
        }
        return calls;
    }

    private static int status(Supplier<Response> call) {
        try (Response answer = call.get()) {
            answer.body().transferTo(OutputStream.nullOutputStream());
            return answer.status();
        } catch (IOException e) {
            return BROKEN;
        }
    }

    /** Shows what came of them; the exit code says whether all were answered well. */
    int print(Session session) {
        long failed = statuses.entrySet().stream()
                .filter(entry -> entry.getKey() / 100 != 2)
                .mapToLong(Map.Entry::getValue)
                .sum();
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        if (session.json()) {
            session.print(json(failed, sorted).toString());
        } else {
            session.print(Units.counted(nanos.length, "call", "calls") + ": "
                    + statuses.entrySet().stream()
                            .map(entry -> entry.getKey() == BROKEN
                                    ? entry.getValue() + " broke off"
                                    : entry.getValue() + " answered " + entry.getKey())
                            .collect(Collectors.joining(", ")));
            session.print("min " + Units.millis(millis(sorted[0])) + "   p50 " + Units.millis(millis(rank(sorted, 50)))
                    + "   p99 " + Units.millis(millis(rank(sorted, 99))) + "   max "
                    + Units.millis(millis(sorted[sorted.length - 1])) + "   first " + Units.millis(millis(nanos[0])));
        }
        return failed == 0 ? Exit.OK : Exit.FAILED;
    }

    private JsonObject json(long failed, long[] sorted) {
        JsonObject millis = new JsonObject();
        millis.addProperty("min", millis(sorted[0]));
        millis.addProperty("p50", millis(rank(sorted, 50)));
        millis.addProperty("p99", millis(rank(sorted, 99)));
        millis.addProperty("max", millis(sorted[sorted.length - 1]));
        millis.addProperty("first", millis(nanos[0]));
        JsonObject told = new JsonObject();
        told.addProperty("calls", nanos.length);
        told.addProperty("failed", failed);
        told.add("millis", millis);
        return told;
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /** The least value that so many percent of all are not above (the nearest rank). */
    static long rank(long[] sorted, int percent) {
        return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
    }
}
