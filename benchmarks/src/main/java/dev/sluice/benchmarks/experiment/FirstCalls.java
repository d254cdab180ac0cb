package dev.sluice.benchmarks.experiment;

import static dev.sluice.benchmarks.experiment.Bench.figure;

import dev.sluice.benchmarks.code.Language;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Turns;
import dev.sluice.benchmarks.peer.PlainServer;
import dev.sluice.benchmarks.platform.Gateway;
import dev.sluice.benchmarks.report.Goal;
import dev.sluice.benchmarks.report.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * First calls of functions in a language, each beside the start of a plain program for it.
 *
 * @param what is called, in the words of the row
 * @param function what is deployed
 * @param program the plain program, made ready
 */
record FirstCalls(String id, Language language, String what, byte[] function, PlainProgram program) {

    private static final int SLUICE = 0;
    private static final int PLAIN = 1;
    private static final byte[] INPUT = "hello".getBytes(StandardCharsets.UTF_8);

    /** Starts a plain program, which has answered once then. */
    interface Start {
        PlainServer start() throws IOException;
    }

    /** A plain program for the interpreter that the platform's functions have too. */
    interface PlainProgram {
        Start with(Path interpreter) throws IOException, InterruptedException;
    }

    Result measure(Bench bench) throws Exception {
        int callsInATurn = bench.of(20, 5);
        int starts = bench.of(6, 2);
        try (NewFunctions functions = NewFunctions.prepare(
                bench,
                id + "-" + language.runtime(),
                function,
                2 * bench.rounds() * callsInATurn + 1,
                Languages.settings(bench),
                Languages.spec(language, "keepAlive", "1s"))) {
            Gateway gateway = functions.gateway();
            Iterator<String> names = functions.names().iterator();
            Path interpreter = Languages.interpreter(gateway, language);
            Start plain = program.with(interpreter);
            gateway.awaitWarm();
            gateway.callMillis(names.next(), INPUT);
            bench.say(language.title() + ", first calls of " + what + ", " + bench.rounds() + " rounds");
            Turns<Samples> turns = Turns.take(
                    bench.rounds(), () -> ColdStart.pooled(gateway, names, callsInATurn), () -> starts(plain, starts));
            return new Result(
                    id,
                    language.title() + ", first call of " + what + ", p50, pooled to plain process",
                    turns.ratio(SLUICE, PLAIN, ColdStart::median),
                    new Goal.AtMost(1 / 5.0, 1 / 10.0),
                    OptionalDouble.of(turns.selfCheck(SLUICE, ColdStart::median)),
                    List.of(
                            figure("interpreter", "%s", Languages.version(interpreter)),
                            ColdStart.distribution("Sluice", Samples.joined(turns.side(SLUICE))),
                            ColdStart.distribution("plain process", Samples.joined(turns.side(PLAIN)))));
        }
    }

    private static Samples starts(Start plain, int starts) throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            try (PlainServer server = plain.start()) {
                millis.add(server.firstAnswerMillis());
            }
        }
        return Samples.of(millis);
    }
}
