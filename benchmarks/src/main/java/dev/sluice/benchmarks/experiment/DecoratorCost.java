package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

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
    private static final int WARMING_TURNS = 4;
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

    /** What was measured of sides that were measured in turn. */
    private record Group(List<Side> sides, Turns<GatewayRun> turns) {

        private int index(String name) {
            return sides.stream().map(Side::name).toList().indexOf(name);
        }

        List<GatewayRun> of(String name) {
            return turns.side(index(name));
        }

        Quartiles ratio(Side side, ToDoubleFunction<List<GatewayRun>> statistic) {
            return turns.ratio(index(side.name()), index(side.over()), statistic);
        }

        double self(ToDoubleFunction<List<GatewayRun>> statistic) {
            return turns.selfCheck(0, statistic);
        }

        List<Side> decorated() {
            return sides.subList(1, sides.size());
        }
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        try (TokenIssuer issuer = new TokenIssuer();
                Gateway gateway = bench.gateway("decorators")) {
            DecoratorSides.prepare(gateway);
            deploy(gateway, "passing-decorator", FunctionJars.of(PassingDecorator.class), "");
            Group get = measured(bench, wrk, gateway, DecoratorSides.ofGet(issuer), Ask::get);
            Group post = measured(
                    bench, wrk, gateway, DecoratorSides.ofPost(), path -> Ask.post(path, "application/json", BODY));
            return results(List.of(get, post));
        }
    }

    static void deploy(Gateway gateway, String name, byte[] code, String spec) throws Exception {
        Map<String, String> fields = Map.of(
                "spec", "memory: 128Mi\n" + spec, "minInstances", "1", "maxInstances", "1", "concurrency", "200");
        gateway.deploy(name, code, fields);
    }

    private static Group measured(Bench bench, Wrk wrk, Gateway gateway, List<Side> sides, Function<String, Ask> plain)
            throws Exception {
        bench.say("preparing " + sides.size() + " functions");
        List<Turns.Turn<GatewayRun>> turns = new ArrayList<>();
        byte[] code = FunctionJars.of(Listing.class);
        for (Side side : sides) {
            deploy(gateway, side.function(), code, side.spec());
            Ask ask = side.calling().of(gateway, plain.apply("/function/" + side.function()));
            turns.add(() -> GatewayRun.take(wrk, gateway, ask, TURN));
        }
        bench.say("warming up");
        for (Turns.Turn<GatewayRun> turn : turns) {
            for (int i = 0; i < WARMING_TURNS; i++) {
                turn.take();
            }
        }
        bench.say("measuring " + bench.rounds() + " rounds");
        return new Group(sides, Turns.take(bench.rounds(), turns));
    }

    private static List<Result> results(List<Group> groups) {
        return List.of(
                new Result(
                        "D1",
                        "processor time of the gateway per call, one decorator to none, the kinds' median",
                        kinds(groups, GatewayRun::micros),
                        new Goal.AtMost(1.5, 1.25),
                        OptionalDouble.of(self(groups, GatewayRun::micros)),
                        List.of(
                                figure("GET without decorators", "%.1f µs", GatewayRun.micros(alone(groups.get(0)))),
                                figure("POST without decorators", "%.1f µs", GatewayRun.micros(alone(groups.get(1))))),
                        table(groups)),
                new Result(
                        "D1",
                        "p99 of a call under full load, one decorator to none, the kinds' median",
                        kinds(groups, GatewayRun::p99Millis),
                        new Goal.AtMost(1.5, 1.25),
                        OptionalDouble.of(self(groups, GatewayRun::p99Millis)),
                        List.of()));
    }

    private static List<GatewayRun> alone(Group group) {
        return group.of(DecoratorSides.ALONE);
    }

    /** Of the two groups, the one that differs more from itself. */
    private static double self(List<Group> groups, ToDoubleFunction<List<GatewayRun>> statistic) {
        return groups.stream()
                .map(group -> group.self(statistic))
                .max((a, b) -> Double.compare(Math.abs(a - 1), Math.abs(b - 1)))
                .orElseThrow();
    }

    private static Quartiles kinds(List<Group> groups, ToDoubleFunction<List<GatewayRun>> statistic) {
        return Samples.of(groups.stream()
                        .flatMap(group -> group.decorated().stream()
                                .map(side -> group.ratio(side, statistic).median()))
                        .toList())
                .quartiles();
    }

    private static List<List<String>> table(List<Group> groups) {
        List<List<String>> table = new ArrayList<>(List.of(HEADING));
        groups.forEach(group -> group.decorated().forEach(side -> table.add(row(group, side))));
        return table;
    }

    private static List<String> row(Group group, Side side) {
        List<GatewayRun> runs = group.of(side.name());
        List<GatewayRun> over = group.of(side.over());
        double micros = GatewayRun.micros(runs);
        double millis = GatewayRun.p99Millis(runs);
        return List.of(
                side.name(),
                text("%.1f µs", micros),
                text("%+.1f µs", micros - GatewayRun.micros(over)),
                ratio(group.ratio(side, GatewayRun::micros)),
                text("%.1f ms", millis),
                text("%+.1f ms", millis - GatewayRun.p99Millis(over)),
                ratio(group.ratio(side, GatewayRun::p99Millis)));
    }

    private static String ratio(Quartiles ratio) {
        return text("**%.2f** (%.2f to %.2f)", ratio.median(), ratio.low(), ratio.high());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
