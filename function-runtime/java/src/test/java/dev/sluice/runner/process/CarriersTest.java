package dev.sluice.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.protocol.Frame;
import dev.sluice.runner.support.Jars;
import dev.sluice.runner.support.RunnerFolder;
import dev.sluice.runner.support.RunnerScript;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarriersTest {

    private static final int BLOCKED = 40;

    private static final String NATIVE = """
        package n;

        import java.lang.foreign.*;
        import java.lang.invoke.MethodHandle;

        public class Native {
            private static final Linker LINKER = Linker.nativeLinker();
            private static final MethodHandle OPEN = LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("open"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

            /** Opens a FIFO in C, which waits until somebody opens its other end. */
            public String open(String fifo) throws Throwable {
                if (fifo.isEmpty()) {
                    return "quick";
                }
                if (fifo.equals("sleep")) {
                    new java.util.concurrent.CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.MILLISECONDS);
                    return "slept";
                }
                try (Arena arena = Arena.ofConfined()) {
                    int descriptor = (int) OPEN.invokeExact(arena.allocateFrom(fifo), 0);
                    return descriptor >= 0 ? "opened" : "failed";
                }
            }
        }
        """;

    @TempDir
    private static Path folder;

    private static Path runtime;
    private static Path jar;

    @BeforeAll
    static void build() throws IOException {
        runtime = RunnerFolder.assembled(folder.resolve("runtime"));
        jar = Jars.jar(Jars.compile(folder, NATIVE), folder.resolve("native.jar"), name -> true);
    }

    @Test
    void callsThatWaitInNativeCodeHoldUpNoOther() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        try (RunnerScript runner = RunnerScript.start(runtime, folder, 128, "")) {
            runner.specialise(jar, "n.Native::open", Map.of());
            for (int i = 0; i < BLOCKED; i++) {
                runner.invoke(fifo.toString());
            }

            assertThat(runner.call("")).isEqualTo("quick");
            assertThat(runner.call("sleep")).isEqualTo("slept");

            try (OutputStream otherEnd = Files.newOutputStream(fifo)) {
                int opened = 0;
                while (opened < BLOCKED) {
                    Frame frame = runner.link().next();
                    opened += frame instanceof Frame.Data data && data.end() ? 1 : 0;
                }
            }
            assertThat(runner.call("")).isEqualTo("quick");
        }
    }
}
