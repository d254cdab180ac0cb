package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.FunctionJars;
import dev.sluice.benchmarks.code.Listing;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.Ask;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Page;
import dev.sluice.benchmarks.report.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** D2: what ten decorators that look only at heads cost of the throughput. */
public final class HeaderChain implements Experiment {

    private static final int NONE = 0;
    private static final int SAME = 1;
    private static final int MIXED = 2;
    private static final Duration TURN = Duration.ofSeconds(3);

    /** Each sets a field of the request and one of the answer, so that neither grows by more than one. */
    private static final String HEADERS =
            "{headers: {request: {set: {X-Tenant: acme}}, response: {set: {Cache-Control: no-store}}}}";

    private static final String OTHERS = "{headers: {request: {remove: [X-Debug]}, response: {remove: [Server]}}},"
            + " {cors: {origins: ['https://a.example']}}, {rate-limit: 1000000}, {auth: {bearer: token}},"
            + " {headers: {request: {add: {X-Zone: a}}}}, {headers: {response: {add: {X-Zone: a}}}}";

    @Override
    public Set<String> ids() {
        return Set.of("D2");
    }

    @Override
    public Page page() {
        return Page.DECORATORS;
    }

    @Override
    public List<Result> run(Bench bench) throws Exception {
        Wrk wrk = new Wrk(bench.peers(), bench.work());
        try (Gateway gateway = bench.gateway("chain")) {
            DecoratorSides.prepare(gateway);
            List<Turns.Turn<GatewayRun>> turns = new ArrayList<>();
            String ten = String.join(", ", Collections.nCopies(10, HEADERS));
            String mixed = String.join(", ", Collections.nCopies(4, HEADERS)) + ", " + OTHERS;
            for (String decorators : List.of("", ten, mixed)) {
                String name = "chain-" + turns.size();
                byte[] code = FunctionJars.of(Listing.class);
                DecoratorCost.deploy(gateway, name, code, "decorators: [" + decorators + "]");
                Ask ask =
                        DecoratorSides.authorized(Ask.get("/function/" + name)).with("Origin", "https://a.example");
                turns.add(() -> GatewayRun.take(wrk, gateway, ask, TURN));
            }
            bench.say("warming up");
            Turns.take(2, turns);
            bench.say("measuring " + bench.rounds() + " rounds");
            Turns<GatewayRun> taken = Turns.take(bench.rounds(), turns);
            return List.of(
                    result("requests per second, ten times headers to no decorator", taken, SAME),
                    result("requests per second, ten of four kinds that look at heads to no decorator", taken, MIXED));
        }
    }

    private static Result result(String shape, Turns<GatewayRun> turns, int side) {
        return new Result(
                "D2",
                shape,
                turns.ratio(side, NONE, GatewayRun::perSecond),
                new Goal.AtLeast(0.95, 0.98),
                OptionalDouble.of(turns.selfCheck(NONE, GatewayRun::perSecond)),
                List.of(side("ten decorators", turns.side(side)), side("none", turns.side(NONE))));
    }

    private static Result.Figure side(String what, List<GatewayRun> runs) {
        return figure(
                what,
                "%,.0f a second, %.1f µs of the gateway's process, p99 %.2f ms",
                GatewayRun.perSecond(runs),
                GatewayRun.micros(runs),
                GatewayRun.p99Millis(runs));
    }
}
