package dev.sluice.gateway.observe.logs;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.logs.LogQuery;
import dev.sluice.core.protocol.Frame.LogSource;
import dev.sluice.core.runner.LogLine;
import dev.sluice.core.runner.RunnerId;
import java.nio.file.Path;
import java.time.InstantSource;

/** A process that logs until it is killed, and says how many lines are surely on disk. */
final class KilledWriter {

    private KilledWriter() {}

    public static void main(String[] arguments) {
        FunctionName hello = new FunctionName("hello");
        FunctionLogFiles logs =
                new FunctionLogFiles(LogSettings.in(Path.of(arguments[0])), InstantSource.system(), name -> true);
        for (int i = 0; i < 10_000_000; i++) {
            logs.accept(new LogLine("hello", 1, new RunnerId("r"), "", LogSource.STDOUT, i, "line " + i));
            if (i % 100 == 99) {
                logs.tail(LogQuery.of(hello, 1));
                System.out.println(i);
            }
        }
    }
}
