package dev.sluice.runner.program.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.protocol.Frame.LogSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs as children of this process. */
class ProgramTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin", "A", "b");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Program> started = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        started.forEach(program -> program.process().kill());
    }

    private Program start(Path script) throws Exception {
        Program program = Program.start(script, folder, ENVIRONMENT, (source, line) -> lines.add(source + " " + line));
        started.add(program);
        return program;
    }

    private Program start(String script) throws Exception {
        Path file = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return start(file);
    }

    @Test
    void aProgramListensWhereAChildOfItDoesAndBothAreAskedToEnd() throws Exception {
        Program program = start(Listening.script(folder, "PORT"));
        program.awaitListening(LONG);

        program.process().stop(LONG);

        assertThat(lines).contains("STDOUT listening on " + program.port(), "STDOUT asked to end");
        assertThat(program.process().endsWithin(Duration.ZERO)).isTrue();
    }

    @Test
    void itHasTheEnvironmentThatItIsGivenAndNoOther() throws Exception {
        Program program = start("env | sort >env.txt; echo done; exec sleep 60\n");

        Awaitility.await().until(() -> lines.contains("STDOUT done"));

        assertThat(Files.readAllLines(folder.resolve("env.txt")))
                .contains("A=b", "PORT=" + program.port())
                .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("JAVA_HOME="));
    }

    @Test
    void oneThatListensElsewhereIsToldWhere() throws Exception {
        Program program = start(Listening.script(folder, ""));
        Awaitility.await().until(() -> !lines.isEmpty());
        String port = lines.getFirst().substring(lines.getFirst().lastIndexOf(' ') + 1);

        assertThatThrownBy(() -> program.awaitListening(Duration.ZERO))
                .isInstanceOf(ProgramFaultException.class)
                .hasMessageContaining("did not listen on $PORT, which was " + program.port())
                .hasMessageContaining("; it listens on port " + port + " instead")
                .hasMessageEndingWith("; it printed last: listening on " + port);
    }

    @Test
    void oneThatEndsBeforeItListensIsToldByItsLastWords() throws Exception {
        Program program = start("echo first; echo no key >&2; exit 4\n");

        assertThatThrownBy(() -> program.awaitListening(LONG))
                .isInstanceOf(ProgramFaultException.class)
                .hasMessage("the program ended with exit code 4 before it listened on $PORT; it printed last: no key");
        assertThat(lines).containsExactlyInAnyOrder(LogSource.STDOUT + " first", LogSource.STDERR + " no key");
    }

    @Test
    void aPortThatAnotherProcessListensOnIsNotTakenForTheProgramsOwn() throws Exception {
        Program program = start("exec sleep 60\n");
        try (ServerSocket other = new ServerSocket(program.port(), 10, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();

            assertThatThrownBy(() -> program.awaitListening(Duration.ofMillis(100)))
                    .hasMessageContaining("did not listen on $PORT");
        }
    }

    @Test
    void whatTheSystemCannotExecuteIsToldInItsWords() throws Exception {
        Path file = Files.writeString(folder.resolve("program"), "#!/nowhere/python\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> start(file))
                .isInstanceOf(ProgramFaultException.class)
                .hasMessage("the system cannot execute the program: No such file or directory");
    }

    @Test
    void itsEndIsToldWithItsCodeAndWhetherMemoryWasUsedUp() throws Exception {
        CompletableFuture<ChildProcess.Exit> exit = new CompletableFuture<>();

        start("echo 'fatal error: runtime: out of memory' >&2; exit 2\n")
                .process()
                .onExit(exit::complete);

        assertThat(exit.get(30, TimeUnit.SECONDS))
                .isEqualTo(new ChildProcess.Exit(2, true, "Terminating due to fatal error: runtime: out of memory"));
    }

    @Test
    void aSignalThatEndsItIsToldAsOne() throws Exception {
        CompletableFuture<ChildProcess.Exit> exit = new CompletableFuture<>();

        start("kill -SEGV $$\n").process().onExit(exit::complete);

        assertThat(exit.get(30, TimeUnit.SECONDS))
                .isEqualTo(new ChildProcess.Exit(139, false, "the program ended with signal 11"));
    }

    @Test
    void whatItStartedIsKilledTooWhereItHasEndedBeforeThat() throws Exception {
        Program program =
                start("(trap '' TERM; echo child; while :; do sleep 0.05; done) & trap 'exit 0' TERM; wait\n");
        Awaitility.await().until(() -> lines.contains("STDOUT child"));
        List<ProcessHandle> family = program.process().handle().descendants().toList();

        program.process().stop(Duration.ofMillis(200));

        Awaitility.await().until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void oneThatStartsAnotherInThePlaceOfWhatEndsIsKilledBeforeIt() throws Exception {
        String marked = "30" + ProcessHandle.current().pid();
        for (int i = 0; i < 20; i++) {
            Program program = start("while :; do sleep " + marked + "; done\n");
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> program.process().handle().children().findAny().isPresent());

            program.process().kill();

            assertThat(program.process().endsWithin(LONG)).isTrue();
        }
        Awaitility.await().until(() -> sleeping(marked) == 0);
    }

    private static long sleeping(String seconds) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith("sleep " + seconds))
                .count();
    }
}
