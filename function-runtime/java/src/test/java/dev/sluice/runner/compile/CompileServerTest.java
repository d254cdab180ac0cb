package dev.sluice.runner.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.HttpHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, spoken to by lines. */
@Timeout(120)
class CompileServerTest {

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void answersEachRequestAndEndsWithItsInput() throws Exception {
        Process process = start();
        try (BufferedReader answers = answers(process)) {
            Writer requests = process.outputWriter(UTF_8);
            assertThat(answers.readLine()).isEqualTo("ready");

            requests.write(request("bad", "class A { x"));
            requests.write(request("good", "public class A {}"));
            requests.write(request("odd", new byte[] {'a', (byte) 0xff}));
            requests.flush();

            assertThat(answers.readLine()).startsWith("log: A.java:1:");
            assertThat(answers.lines().filter(line -> !line.startsWith("log: ")).limit(3))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("refused: A.java does not compile: line 1, "),
                            line -> assertThat(line).isEqualTo("made"),
                            line -> assertThat(line).isEqualTo("refused: A.java is not UTF-8: save it so"));
            assertThat(folder.resolve("good.jar")).exists();
            assertThat(folder.resolve("bad.jar")).doesNotExist();
            requests.close();
            assertThat(process.waitFor()).isZero();
        }
    }

    @Test
    void aSourceThatIsNestedTooDeeplyIsRefusedAndTheNextIsCompiled() throws Exception {
        Process process = start();
        try (BufferedReader answers = answers(process);
                Writer requests = process.outputWriter(UTF_8)) {
            requests.write(
                    request("deep", "class A { int a = " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + "; }"));
            requests.write(request("good", "public class A {}"));
            requests.flush();

            assertThat(answers.readLine()).isEqualTo("ready");
            assertThat(answers.readLine()).startsWith("refused: A.java is nested too deeply");
            assertThat(answers.readLine()).isEqualTo("made");
        }
    }

    @Test
    void aJavaWithoutCompilerIsToldInASentence() throws Exception {
        Process process = start("--limit-modules", "java.base,java.compiler");
        try (BufferedReader answers = answers(process)) {
            assertThat(answers.readLine())
                    .startsWith("refused: this platform cannot compile Java source: it runs on " + Runtime.version()
                            + " in ")
                    .endsWith("have the operator start the gateway with a full JDK 25");
            assertThat(process.waitFor()).isZero();
        }
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xss1m"));
        command.addAll(List.of(options));
        command.addAll(
                List.of("-cp", place(CompileServer.class), CompileServer.class.getName(), place(HttpHandler.class)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private static BufferedReader answers(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    private static String place(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    private String request(String name, String text) throws IOException {
        return request(name, text.getBytes(UTF_8));
    }

    private String request(String name, byte[] text) throws IOException {
        Path source = Files.write(folder.resolve(name), text);
        return source + "\t" + folder.resolve(name + ".jar") + "\tA.java\n";
    }
}
