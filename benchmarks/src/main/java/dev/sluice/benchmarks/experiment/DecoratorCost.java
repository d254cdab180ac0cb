package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;
import static java.util.Objects.requireNonNull;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Listing;
import dev.sluice.benchmarks.code.PassingDecorator;
import dev.sluice.benchmarks.experiment.DecoratorSides.Side;
import dev.sluice.benchmarks.measure.Quartiles;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.Ask;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** D1: what each decorator adds to a call of the same function. */
public final class DecoratorCost implements Experiment {

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int WARMING_TURNS = 3;
    private static final String BODY = "{\"item\":\"shirt\",\"size\":\"M\",\"amount\":3,"
            + "\"customer\":{\"name\":\"Ann\",\"country\":\"CH\"},\"note\":\"\",\"gift\":false}";
    private static final List<String> HEADING = List.of(
            "decorator", "processor time of the gateway per call", "added", "to none", "p99", "added", "to none");

    @Override
    public Set<String> ids() {
        return Set.of("D1");
    }

    @Override
    public Page page() {
        return Page.DECORATORS;
    }

    /** A side, and the one that it is compared with, measured in turn. */
    private record Pair(Side side, Turns<GatewayRun> turns) {

        private static final int OVER = 0;
        private static final int DECORATED = 1;

        List<GatewayRun> decorated() {
            return turns.side(DECORATED);
        }

        List<GatewayRun> over() {
            return turns.side(OVER);
        }

        Quartiles ratio(ToDoubleFunction<List<GatewayRun>> statistic) {
            return turns.ratio(DECORATED, OVER, statistic);
        }

        double self(ToDoubleFunction<List<GatewayRun>> statistic) {
            return turns.selfCheck(OVER, statistic);
        }
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        try (TokenIssuer issuer = new TokenIssuer();
                Gateway gateway = bench.gateway("decorators")) {
            DecoratorSides.prepare(gateway);
            deploy(gateway, "passing-decorator", FunctionJars.of(PassingDecorator.class), "");
            List<Pair> get = measured(bench, wrk, gateway, DecoratorSides.ofGet(issuer), Ask::get);
            List<Pair> post = measured(
                    bench, wrk, gateway, DecoratorSides.ofPost(), path -> Ask.post(path, "application/json", BODY));
            return results(get, post);
        }
    }

    static void deploy(Gateway gateway, String name, byte[] code, String spec) throws Exception {
        Map<String, String> fields = Map.of(
                "spec", "memory: 128Mi\n" + spec, "minInstances", "1", "maxInstances", "1", "concurrency", "200");
        gateway.deploy(name, code, fields);
    }

    private static List<Pair> measured(
            Bench bench, Wrk wrk, Gateway gateway, List<Side> sides, Function<String, Ask> plain) throws Exception {
        bench.say("preparing " + sides.size() + " functions");
        Map<String, Turns.Turn<GatewayRun>> turns = new LinkedHashMap<>();
        byte[] code = FunctionJars.of(Listing.class);
        for (Side side : sides) {
            deploy(gateway, side.function(), code, side.spec());
            Ask ask = side.calling().of(gateway, plain.apply("/function/" + side.function()));
            turns.put(side.name(), () -> GatewayRun.take(wrk, gateway, ask, TURN));
        }
        bench.say("warming up");
        for (Turns.Turn<GatewayRun> turn : turns.values()) {
            for (int i = 0; i < WARMING_TURNS; i++) {
                turn.take();
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (Side side : sides.subList(1, sides.size())) {
            bench.say("measuring " + bench.rounds() + " rounds of " + side.name());
            Turns.Turn<GatewayRun> over = requireNonNull(turns.get(side.over()), side.over());
            Turns.Turn<GatewayRun> decorated = requireNonNull(turns.get(side.name()), side.name());
            pairs.add(new Pair(side, Turns.take(bench.rounds(), over, decorated)));
        }
        return pairs;
    }

    private static List<Result> results(List<Pair> get, List<Pair> post) {
        List<Pair> all = new ArrayList<>(get);
        all.addAll(post);
        return List.of(
                new Result(
                        "D1",
                        "processor time of the gateway per call, one decorator to none, the kinds' median",
                        kinds(all, GatewayRun::micros),
                        new Goal.AtMost(1.5, 1.25),
                        OptionalDouble.of(self(all, GatewayRun::micros)),
                        List.of(
                                figure("GET without decorators", "%.1f µs", GatewayRun.micros(alone(get))),
                                figure("POST without decorators", "%.1f µs", GatewayRun.micros(alone(post)))),
                        table(all)),
                new Result(
                        "D1",
                        "p99 of a call under full load, one decorator to none, the kinds' median",
                        kinds(all, GatewayRun::p99Millis),
                        new Goal.AtMost(1.5, 1.25),
                        OptionalDouble.of(self(all, GatewayRun::p99Millis)),
                        List.of()));
    }

    private static List<GatewayRun> alone(List<Pair> pairs) {
        return pairs.stream()
                .filter(pair -> pair.side().over().equals(DecoratorSides.ALONE))
                .flatMap(pair -> pair.over().stream())
                .toList();
    }

    /** The median of the pairs, as the ratio is. */
    private static double self(List<Pair> pairs, ToDoubleFunction<List<GatewayRun>> statistic) {
        return Samples.of(pairs.stream().map(pair -> pair.self(statistic)).toList())
                .median();
    }

    private static Quartiles kinds(List<Pair> pairs, ToDoubleFunction<List<GatewayRun>> statistic) {
        return Samples.of(pairs.stream()
                        .map(pair -> pair.ratio(statistic).median())
                        .toList())
                .quartiles();
    }

    private static List<List<String>> table(List<Pair> pairs) {
        List<List<String>> table = new ArrayList<>(List.of(HEADING));
        pairs.forEach(pair -> table.add(row(pair)));
        return table;
    }

    private static List<String> row(Pair pair) {
        List<GatewayRun> runs = pair.decorated();
        List<GatewayRun> over = pair.over();
        double micros = GatewayRun.micros(runs);
        double millis = GatewayRun.p99Millis(runs);
        return List.of(
                pair.side().name(),
                text("%.1f µs", micros),
                text("%+.1f µs", micros - GatewayRun.micros(over)),
                ratio(pair.ratio(GatewayRun::micros)),
                text("%.1f ms", millis),
                text("%+.1f ms", millis - GatewayRun.p99Millis(over)),
                ratio(pair.ratio(GatewayRun::p99Millis)));
    }

    private static String ratio(Quartiles ratio) {
        return text("**%.2f** (%.2f to %.2f)", ratio.median(), ratio.low(), ratio.high());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
