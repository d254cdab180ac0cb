package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is asked to end while it serves. */
class DrainTest {

    private static final String MISBEHAVE = "handler=" + OutcomeTest.PACKAGE + "Misbehave";
    private static final int CALLERS = 8;

    @TempDir
    private Path folder;

    private record Call(long began, String answer) {}

    @Test
    void noCallThatBeganFailsAndOthersAreToldUntilTheLastIsDone() throws Exception {
        try (Gateway gateway =
                Gateway.start(folder.resolve("home"), Gateway.settings("sluice.shutdown-grace", "30s"))) {
            gateway.deployed("hello", Gateway.example("hello"));
            gateway.deployed("slow", OutcomeTest.JAR, MISBEHAVE);
            assertThat(gateway.get("/function/slow/").statusCode()).isEqualTo(200);
            Queue<Call> calls = new ConcurrentLinkedQueue<>();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CALLERS; i++) {
                    callers.submit(() -> {
                        while (!over.get()) {
                            long began = System.nanoTime();
                            calls.add(new Call(began, answer(gateway)));
                            answered.incrementAndGet();
                        }
                    });
                }
                CompletableFuture<HttpResponse<String>> slow = gateway.http()
                        .sendAsync(gateway.request("GET", "/function/slow/sleeps?seconds=3"), BodyHandlers.ofString());
                await().atMost(Duration.ofSeconds(30)).until(() -> answered.get() > 100 && isRunning(gateway, "slow"));

                long asked = System.nanoTime();
                gateway.askToStop();
                await("calls are told")
                        .atMost(Duration.ofSeconds(10))
                        .until(() ->
                                calls.stream().anyMatch(call -> call.answer().equals("503 shutting_down")));
                assertThat(slow).as("a call under way").isNotDone();
                HttpResponse<String> last = slow.get();
                over.set(true);
                gateway.awaitStop();

                assertThat(last.statusCode()).isEqualTo(200);
                assertThat(last.body()).isEqualTo("awake after 3 s\n");
                assertThat(calls)
                        .filteredOn(call -> call.began() < asked)
                        .extracting(Call::answer)
                        .isSubsetOf("200", "503 shutting_down")
                        .contains("200");
            }
        }
    }

    private static String answer(Gateway gateway) {
        try {
            HttpResponse<String> answer = gateway.send(gateway.request("GET", "/function/hello"));
            boolean told = answer.body().contains("\"reason\":\"shutting_down\"");
            return answer.statusCode() + (told ? " shutting_down" : "");
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    @Test
    void whatIsAnsweredReachesAlsoASlowReader() throws Exception {
        try (Gateway gateway =
                Gateway.start(folder.resolve("home"), Gateway.settings("sluice.shutdown-grace", "30s"))) {
            gateway.deployed("stream", OutcomeTest.JAR, MISBEHAVE);
            try (Socket caller = new Socket()) {
                caller.setReceiveBufferSize(4096);
                caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
                caller.setSoTimeout(30_000);
                caller.getOutputStream()
                        .write("GET /function/stream/endless-stream?mebibytes=8 HTTP/1.0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream in = caller.getInputStream();
                assertThat(in.readNBytes(100)).hasSize(100);

                gateway.askToStop();
                long bytes = 100 + in.transferTo(OutputStream.nullOutputStream());

                assertThat(bytes).isGreaterThan(8 * 1024 * 1024);
            }
            gateway.awaitStop();
        }
    }

    @Test
    void aCallThatTakesLongerThanTheGraceIsCutAndRecorded() throws Exception {
        Path records = folder.resolve("home/logs/access.jsonl");
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Gateway.settings("sluice.shutdown-grace", "1s"))) {
            gateway.deployed("slow", OutcomeTest.JAR, MISBEHAVE, "timeout=1m");
            // A client of HTTP may send a call that was cut once more, over another connection that is still open.
            try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                caller.setSoTimeout(30_000);
                caller.getOutputStream()
                        .write("GET /function/slow/sleeps?seconds=50 HTTP/1.0\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                await().atMost(Duration.ofSeconds(30)).until(() -> isRunning(gateway, "slow"));

                gateway.askToStop();
                gateway.awaitStop();

                assertThat(whatComes(caller)).as("what the caller is answered").isEmpty();
            }
            assertThat(Files.readAllLines(records))
                    .filteredOn(line -> line.contains("\"path\":\"/sleeps\""))
                    .singleElement()
                    .asString()
                    .contains("\"outcome\":\"cancelled\"", "\"status\":0");
        }
    }

    private static String whatComes(Socket caller) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            caller.getInputStream().transferTo(bytes);
        } catch (SocketException e) {
            // It was reset, which is an end too.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isRunning(Gateway gateway, String function) {
        return gateway.describe(function).toString().contains("\"inFlight\":1");
    }
}
