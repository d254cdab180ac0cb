package dev.sluice.core.function;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What stands between the instances of a function and others whom they call: it is reached at an address of its own and finds out whom a
 * call is for.
 *
 * @param name its own, one among the ambassadors of a function
 * @param timeout how long the answer to one call may take, the way to its target included; {@link #TIMEOUT}
 */
public record Ambassador(String name, Address address, Duration timeout, Task task) {

    /** How many a function may have. */
    public static final int MOST = 8;

    /** How many targets one may have. */
    public static final int MOST_TARGETS = 64;

    /** What a name may be: that of a sidecar. */
    public static final String NAME_RULE = Sidecar.NAME_RULE;

    /** What {@code timeout} may be. */
    public static final Range<Duration> TIMEOUT = new Range<>(Duration.ofMillis(10), Duration.ofMinutes(10));

    /** What begins the name of the variable that tells where an ambassador is reached. */
    public static final String VARIABLE_PREFIX = "SLUICE_EGRESS_";

    private static final Pattern NAME = Pattern.compile(Sidecar.NAME_FORM);

    public Ambassador {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + TreeValues.shown(name) + "' cannot be the name of an ambassador: " + NAME_RULE);
        }
        if (name.equals("token")) {
            throw new IllegalArgumentException(
                    "an ambassador cannot be named token: SLUICE_EGRESS_TOKEN tells what is shown to all of them");
        }
        TIMEOUT.check("timeout", timeout);
    }

    /** The variable by which the function is told where it is reached. */
    public String variable() {
        return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Where it is reached. */
    public enum Address {

        /** At a Unix socket in the folder of the instance. */
        SOCKET,

        /** At a port of 127.0.0.1, with a token that callers show. */
        PORT
    }

    /** How it finds out whom a call is for. */
    public sealed interface Task permits HttpTask, RedisShards {}

    /** One that takes HTTP. */
    public sealed interface HttpTask extends Task permits Broker, Split, HttpShards {}

    /**
     * One name with an address for each environment.
     *
     * @param environments by name, 1 to {@link #MOST_TARGETS}
     */
    public record Broker(Map<String, UpstreamUrl> environments) implements HttpTask {
        public Broker {
            environments = Map.copyOf(environments);
            checkTargets(environments.size(), environments.size());
        }
    }

    /**
     * An experiment: calls are shared out by weight.
     *
     * @param targets by name, 2 to 20, of which at least one has a weight
     * @param sticky what brings calls with the same key to the same target; empty: nothing
     * @param compare whether calls go to the next target too, whose answers are compared and dropped
     */
    public record Split(Map<String, Weighted> targets, Optional<RequestKey> sticky, boolean compare)
            implements HttpTask {
        public Split {
            targets = Map.copyOf(targets);
            if (targets.size() < 2 || targets.size() > 20) {
                throw new IllegalArgumentException("an experiment has 2 to 20 targets, this one has " + targets.size());
            }
            if (targets.values().stream().allMatch(target -> target.weight() == 0)) {
                throw new IllegalArgumentException("all weights are 0: no target would get any call");
            }
        }
    }

    /** @param weight 0 to 1,000,000, in proportion to those of the others */
    public record Weighted(UpstreamUrl url, int weight) {

        private static final int MOST_WEIGHT = 1_000_000;

        public Weighted {
            if (weight < 0 || weight > MOST_WEIGHT) {
                throw new IllegalArgumentException(
                        "the weight of " + url + " is " + weight + ": allowed is 0 to " + MOST_WEIGHT);
            }
        }
    }

    /**
     * HTTP servers, each of which has the calls of some keys.
     *
     * @param servers 1 to {@link #MOST_TARGETS}, each once
     */
    public record HttpShards(RequestKey by, List<UpstreamUrl> servers) implements HttpTask {
        public HttpShards {
            servers = List.copyOf(servers);
            checkTargets(servers.size(), servers.stream().distinct().count());
        }
    }

    /**
     * Redis servers, each of which has some keys.
     *
     * @param servers 1 to {@link #MOST_TARGETS}, each once
     */
    public record RedisShards(List<ServerAddress> servers) implements Task {
        public RedisShards {
            servers = List.copyOf(servers);
            checkTargets(servers.size(), servers.stream().distinct().count());
        }
    }

    private static void checkTargets(int targets, long distinct) {
        if (targets < 1 || targets > MOST_TARGETS) {
            throw new IllegalArgumentException(
                    "an ambassador has 1 to " + MOST_TARGETS + " targets, this one has " + targets);
        }
        if (targets != distinct) {
            throw new IllegalArgumentException("the same server is named twice: each has keys of its own");
        }
    }
}
