package dev.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.pool.Trial;
import dev.sluice.gateway.home.Home;
import dev.sluice.gateway.home.SharedFolder;
import dev.sluice.gateway.inspect.jar.TestJar;
import dev.sluice.testkit.pool.FakeFunctionPools;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ManagementProfile.class)
class UploadApiTest {

    @Inject
    FakeFunctionPools pools;

    @Inject
    Home home;

    @Inject
    @SuppressWarnings("NullAway.Init")
    SharedFolder shared;

    private final Management management = Management.ofThisTest();

    @BeforeEach
    void reset() {
        pools.reset();
    }

    @AfterEach
    void nothingIsLeftHalfDone() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(unfinished(home.uploads())).isEmpty();
            assertThat(unfinished(shared.artifacts())).isEmpty();
        });
    }

    @Test
    void whatIsNoJarIsRefused() {
        var answer = management.deploy("text", "just text".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("not_a_jar");
        assertThat(answer.text("/detail"))
                .isEqualTo(
                        "This is text and not a jar: upload compiled classes in a jar, as in jar --create --file hello.jar -C"
                                + " classes .");
        assertGone("text");
    }

    @Test
    void codeInAPartOfAnotherNameIsTold() {
        var answer = management.send(
                "PUT",
                "/functions/misplaced",
                BodyPublishers.ofString(
                        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jar\"\r\n\r\nPK"
                                + "\r\n--b--\r\n"),
                "multipart/form-data; boundary=b");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail"))
                .isEqualTo(
                        "The form has a file in the part 'file', which has no meaning. Send code in the part 'code', as in"
                                + " curl -F code=@hello.jar, and a spec in the part 'spec'.");
    }

    @Test
    void nothingAtAllIsRefused() {
        var answer = management.deploy("empty", new byte[0]);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail"))
                .isEqualTo("There is no code in the request: send a jar as the body, or as the part 'code' of a form.");
    }

    @Test
    void aZipThatReachesOutsideIsRefused() {
        var answer = management.deploy(
                "slip",
                new TestJar()
                        .with("demo.Hello", TestJar.FUNCTION)
                        .file("../../evil.class", "x")
                        .bytes());

        assertThat(answer.text("/reason")).isEqualTo("unsafe_archive");
        assertGone("slip");
    }

    @Test
    void aJarThatUnpacksToTooMuchIsRefused() {
        var answer = management.deploy(
                "bomb",
                new TestJar()
                        .with("demo.Hello", TestJar.FUNCTION)
                        .file("zeros", new byte[64 << 20])
                        .bytes());

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("/reason")).isEqualTo("archive_too_large");
        assertGone("bomb");
    }

    @Test
    void anAnnouncedUploadThatIsTooLargeIsRefusedBeforeItComes() throws IOException {
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send(head("large", "Content-Length: 99999999999\r\n"));

            assertThat(raw.answer()).startsWith("HTTP/1.1 413 ").contains("upload_too_large");
        }
        assertGone("large");
    }

    @Test
    void anUploadThatGrowsTooLargeIsStopped() {
        byte[] large = new byte[3 << 20];

        var answer = management.send(
                "PUT",
                "/functions/growing",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
                "application/java-archive");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("/detail"))
                .isEqualTo(
                        "The code has more than 2 MiB, the most that this platform takes. Leave out what the function does not"
                                + " need, or raise sluice.upload-limit.");
        assertGone("growing");
    }

    @Test
    void aFormWithTooMuchCodeIsStopped() {
        var answer = management.deploy("growing-form", new Management.Form().code(new byte[3 << 20]));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("/reason")).isEqualTo("upload_too_large");
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws IOException {
        byte[] jar = TestJar.hello();
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send(head("broken-off", "Content-Length: " + jar.length + "\r\n"));
            raw.send(Arrays.copyOf(jar, jar.length / 2));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !unfinished(home.uploads()).isEmpty());
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> unfinished(home.uploads()).isEmpty());
        assertGone("broken-off");
    }

    @Test
    void aFormThatBreaksOffLeavesNothing() {
        byte[] form = new Management.Form().code(TestJar.hello()).bytes();

        var answer = management.send(
                "PUT",
                "/functions/cut-form",
                BodyPublishers.ofByteArray(Arrays.copyOf(form, form.length - 8)),
                "multipart/form-data; boundary=a-boundary-that-no-jar-has");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("truncated_upload");
        assertThat(answer.text("/detail"))
                .isEqualTo("The upload broke off before its end, and nothing was deployed: send it again.");
        assertGone("cut-form");
    }

    @Test
    void formsWithMistakesAreRefused() {
        refused(
                new Management.Form().with("spec", "memory: 1Gi"),
                "There is no code, and none is kept: send it in the part 'code' of the form, as in curl -F code=@hello.jar or"
                        + " sluice deploy NAME FILE, or send a spec that names an 'upstream'.");
        refused(
                new Management.Form().code(TestJar.hello()).with("spec", "memory: [1"),
                "The spec cannot be read: expected ',' or ']', but got <stream end> (line 1, column 11).");
        refused(
                new Management.Form().code(TestJar.hello()).with("spec", "memory: 1Gi\nmemory: 2Gi"),
                "The spec cannot be read: the key 'memory' is there twice (line 2, column 1).");
        var answer =
                management.send("PUT", "/functions/mistaken-form", BodyPublishers.ofString("x"), "multipart/form-data");
        assertThat(answer.text("/detail"))
                .isEqualTo("The form cannot be read: the Content-Type has no boundary. Send multipart/form-data.");
    }

    @Test
    void aFieldThatIsTooLargeIsRefused() {
        var answer = management.deploy(
                "large-field",
                new Management.Form().with("spec", "#".repeat(300_000)).code(TestJar.hello()));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("/detail")).isEqualTo("The part 'spec' has more than 256 KiB.");
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOnOnce() throws IOException {
        byte[] jar = TestJar.hello();
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send(head("expecting", "Content-Length: " + jar.length + "\r\nExpect: 100-continue\r\n"));
            assertThat(raw.line()).isEqualTo("HTTP/1.1 100 Continue");
            raw.send(jar);

            assertThat(raw.line()).isEmpty();
            assertThat(raw.answer()).startsWith("HTTP/1.1 201 ");
        }
    }

    /** More than the buffers of both ends of a connection hold. */
    private static final byte[] LONG = new byte[16 << 20];

    @ParameterizedTest
    @CsvSource({
        "refused, wrong, 401, wrong_token",
        "Not_A_Name, , 400, invalid_name",
        "refused, , 413, upload_too_large",
    })
    void whoWritesAllBeforeReadingSeesWhyItIsRefused(String name, @Nullable String token, int status, String reason)
            throws Exception {
        String head = head(name, "Content-Length: " + LONG.length + "\r\n");
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send(token == null ? head : head.replace(ManagementProfile.TOKEN, token));
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> writeThenRead(raw));

            assertThat(answer.get(50, TimeUnit.SECONDS))
                    .startsWith("HTTP/1.1 " + status)
                    .contains(reason)
                    .containsIgnoringCase("connection: close");
        }
    }

    private static String writeThenRead(RawConnection raw) {
        try {
            raw.send(LONG);
            return raw.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoIsRefusedIsNotToldToSendFirst() throws IOException {
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send(head("Not_A_Name", "Content-Length: 100\r\nExpect: 100-continue\r\n"));

            assertThat(raw.answer()).startsWith("HTTP/1.1 400 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aRefusalEndsTheConnectionOnlyIfItsBodyWasNotRead() throws IOException {
        try (RawConnection raw = new RawConnection(management.base())) {
            raw.send(head("refused", "Content-Length: 9\r\n") + "not a jar");
            assertThat(raw.answer()).startsWith("HTTP/1.1 400 ").doesNotContainIgnoringCase("connection:");

            raw.send(head("refused", "").replace("PUT", "GET"));
            assertThat(raw.answer()).startsWith("HTTP/1.1 404 ").doesNotContainIgnoringCase("connection:");

            raw.send(head("refused", "Content-Length: 99999999\r\n") + "too large");
            assertThat(raw.answer()).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aNameThatIsNotAllowedIsToldBeforeAnythingIsRead() {
        var answer = management.deploy("Not_Allowed", TestJar.hello());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/reason")).isEqualTo("invalid_name");
        assertThat(answer.text("/detail"))
                .isEqualTo(
                        "'Not_Allowed' cannot be the name of a function. Allowed: 1 to 63 lower-case letters, digits and '-',"
                                + " starting with a letter and not ending with '-'.");
    }

    @Test
    void aSpecOfAnotherFunctionIsRefused() {
        var answer = management.deploy(
                "here",
                new Management.Form()
                        .code(TestJar.hello())
                        .with(
                                "spec",
                                "{apiVersion: sluice.dev/v1, kind: Function, metadata: {name: there}, spec: {}}"));

        assertThat(answer.text("/violations/0/path")).isEqualTo("metadata.name");
        assertThat(answer.text("/violations/0/message"))
                .isEqualTo("the spec is that of 'there', but the path names 'here'");
    }

    @Test
    void anUnknownRuntimeIsRefusedWithThoseThereAre() {
        var answer = management.deploy(
                "python", new Management.Form().code(TestJar.hello()).with("runtime", "python3.11"));

        assertThat(answer.text("/violations/0/message")).isEqualTo("this platform has no runtime 'python3.11'");
        assertThat(answer.text("/violations/0/allowed")).isEqualTo("java25");
    }

    @Test
    void uploadsOfOneNameGoLiveOneAfterTheOther() {
        int uploads = 6;
        List<CompletableFuture<Management.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
            byte[] jar = TestJar.hello("upload " + i);
            answers.add(CompletableFuture.supplyAsync(() -> management.deploy("crowd", jar)));
        }

        List<Integer> versions = answers.stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.json().at("/version").asInt())
                .sorted()
                .toList();

        assertThat(versions).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(management.get("/functions/crowd").json().at("/versions")).hasToString("[6,5,4,3,2,1]");
    }

    @Test
    void anUploadThatWaitsTooLongForAnotherIsTurnedAway() throws InterruptedException {
        CountDownLatch trying = new CountDownLatch(1);
        CompletableFuture<Trial> never = new CompletableFuture<>();
        pools.answerTrials(version -> {
            trying.countDown();
            return never;
        });
        var first = CompletableFuture.supplyAsync(() -> management.deploy("slow", TestJar.hello("one")));
        assertThat(trying.await(10, TimeUnit.SECONDS)).isTrue();

        List<Integer> statuses = Stream.of("two", "three", "four")
                .map(text -> CompletableFuture.supplyAsync(() -> management.deploy("slow", TestJar.hello(text))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Management.Answer::status)
                .toList();

        // Each is tried for a second at most: whoever waited longer than that for its turn was turned away.
        assertThat(statuses).contains(409);
        assertThat(first.join().status()).isEqualTo(503);
        assertThat(first.join().text("/reason")).isEqualTo("trial_timeout");
        assertGone("slow");
    }

    private void refused(Management.Form form, String detail) {
        var answer = management.deploy("mistaken-form", form);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail")).isEqualTo(detail);
        assertGone("mistaken-form");
    }

    private void assertGone(String name) {
        assertThat(management.get("/functions/" + name).status()).isEqualTo(404);
    }

    private static String head(String name, String more) {
        return "PUT /functions/" + name + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + ManagementProfile.TOKEN + "\r\nContent-Type: application/java-archive\r\n" + more + "\r\n";
    }

    private static List<Path> unfinished(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
