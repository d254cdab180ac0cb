package dev.sluice.gateway.evaluate;

import dev.sluice.decorators.evaluate.process.Main;
import dev.sluice.gateway.jvm.SmallJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How an evaluator is started. */
record EvaluatorCommand(SmallJvm jvm, int heapMiB) {

    private static final List<String> OPTIONS = List.of(
            "-Xms16m",
            "-Xss2m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:MaxDirectMemorySize=16m");

    static EvaluatorCommand in(Path folder, int heapMiB) {
        return new EvaluatorCommand(SmallJvm.of(Main.class, folder), heapMiB);
    }

    /** Where it works, and where its last words go. */
    Path folder() {
        return jvm.folder();
    }

    Process start(int number) throws IOException {
        return jvm.start("evaluator-" + number, heapMiB, OPTIONS, Main.class, List.of());
    }
}
