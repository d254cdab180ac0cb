package dev.sluice.benchmarks.experiment;

import dev.sluice.benchmarks.measure.ProcessorTime;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.peer.Ask;
import dev.sluice.benchmarks.peer.Wrk;
import dev.sluice.benchmarks.platform.Gateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One run of wrk through a gateway, and the processor time of the gateway's process meanwhile. */
record GatewayRun(Wrk.Run load, double seconds) {

    static GatewayRun take(Wrk wrk, Gateway gateway, Ask ask, Duration length)
            throws IOException, InterruptedException {
        List<Long> pids = List.of(gateway.pid());
        double before = ProcessorTime.seconds(pids);
        Wrk.Run load = wrk.run(gateway.port(), ask, length);
        return new GatewayRun(load, ProcessorTime.seconds(pids) - before);
    }

    static double micros(List<GatewayRun> runs) {
        return runs.stream().mapToDouble(GatewayRun::seconds).sum()
                * 1e6
                / runs.stream().mapToLong(run -> run.load().requests()).sum();
    }

    static double perSecond(List<GatewayRun> runs) {
        return runs.stream()
                .mapToDouble(run -> run.load().perSecond())
                .average()
                .orElseThrow();
    }

    /** The median of the runs. */
    static double p99Millis(List<GatewayRun> runs) {
        return Samples.of(runs.stream().map(run -> run.load().p99Micros()).toList())
                        .median()
                / 1000;
    }
}
