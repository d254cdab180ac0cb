package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The examples that there are in each language take the same and answer the same. Skipped where a language is not installed, or its
 * packages cannot be had.
 */
@ExtendWith(SharedGateway.class)
class ExamplesTest {

    private static final Path EXAMPLES = Gateway.ROOT.resolve("examples");

    /** Of 255: what ways to make a picture smaller may differ in, on average. */
    private static final double MEAN_DIFFERENCE = 6;

    private final Gateway gateway;

    @TempDir
    private Path folder;

    ExamplesTest(Gateway gateway) {
        this.gateway = gateway;
    }

    @ParameterizedTest
    @CsvSource({"java, hello/target/hello.jar", "node, hello-node/hello.mjs", "python, hello-python/hello.py"})
    void helloGreets(String language, String code) throws Exception {
        deploy("example-hello-" + language, language, code);

        HttpResponse<byte[]> answer = post("example-hello-" + language, BodyPublishers.ofString("Ada"));

        assertThat(text(answer).strip()).isEqualTo("Hello, Ada!");
    }

    @ParameterizedTest
    @CsvSource({
        "java, word-count/target/word-count.jar",
        "node, word-count-node",
        "python, word-count-python/word_count.py"
    })
    void wordCountCountsTheSame(String language, String code) throws Exception {
        String name = "example-word-count-" + language;
        deploy(name, language, code);

        String few = "Straße straße don't 'quoted' Μπορώ, \uD83D\uDE80.\nDon't 7 7²\n\n7";
        assertThat(text(post(name + "?top=3", BodyPublishers.ofString(few))))
                .isEqualTo(
                        "{\"lines\":4,\"words\":10,\"characters\":53,\"differentWords\":6,\"exact\":true,\"top\":["
                                + "{\"word\":\"7\",\"count\":3},{\"word\":\"don't\",\"count\":2},{\"word\":\"straße\",\"count\":2}]}");

        Path book = EXAMPLES.resolve("word-count/target/book.txt");
        assertThat(text(post(name + "?top=2", BodyPublishers.ofFile(book))))
                .isEqualTo(
                        "{\"lines\":91535,\"words\":1000000,\"characters\":5884727,\"differentWords\":12000,\"exact\":true,"
                                + "\"top\":[{\"word\":\"pé\",\"count\":100376},{\"word\":\"tro\",\"count\":50244}]}");

        HttpResponse<byte[]> latin1 = post(name, BodyPublishers.ofByteArray(new byte[] {'c', (byte) 0xE9, ' '}));
        assertThat(latin1.statusCode()).isEqualTo(400);
        assertThat(text(latin1)).startsWith("The text is not UTF-8 somewhere after its first ");
        assertThat(text(post(name + "?top=101", BodyPublishers.ofString(few))))
                .isEqualTo("The parameter 'top' must be a whole number from 0 to 100.\n");
    }

    @ParameterizedTest
    @CsvSource({"java, thumbnail/target/thumbnail.jar", "node, thumbnail-node", "python, thumbnail-python"})
    void thumbnailMakesTheSamePicture(String language, String code) throws Exception {
        String name = "example-thumbnail-" + language;
        deploy(name, language, code);
        Path photograph = EXAMPLES.resolve("thumbnail/target/photograph.jpg");

        HttpResponse<byte[]> answer = post(name + "?width=300", BodyPublishers.ofFile(photograph));

        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(answer.headers().firstValue("X-Original-Size")).hasValue("2400x1600");
        BufferedImage small = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertThat(small.getWidth()).isEqualTo(300);
        assertThat(small.getHeight()).isEqualTo(200);
        assertThat(difference(ImageIO.read(photograph.toFile()), small)).isLessThan(MEAN_DIFFERENCE);

        HttpResponse<byte[]> text = post(name, BodyPublishers.ofString("hello"));
        assertThat(text.statusCode()).isEqualTo(415);
        assertThat(text(text)).isEqualTo("The body is not a JPEG: it does not begin with FF D8 FF.\n");
        byte[] beginning = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F'};
        HttpResponse<byte[]> damaged = post(name, BodyPublishers.ofByteArray(beginning));
        assertThat(damaged.statusCode()).isEqualTo(400);
        assertThat(text(damaged)).startsWith("The JPEG is damaged or of a kind that is not understood: ");
        assertThat(text(post(name + "?width=15", BodyPublishers.ofFile(photograph))))
                .isEqualTo("The parameter 'width' must be a whole number from 16 to 2048.\n");
    }

    @Test
    void theTestsOfTheWordCountPass() throws Exception {
        assumeTrue(gateway.runs("node"), "there is no node here");
        ProgramRun tests = ProgramRun.of(
                new ProcessBuilder("node", "--test")
                        .directory(EXAMPLES.resolve("word-count-node").toFile()),
                Duration.ofMinutes(1));
        assertThat(tests.exitCode()).as(tests.out()).isZero();
    }

    /** Between what each pixel stands for, on average, and the pixel. */
    private static double difference(BufferedImage whole, BufferedImage small) {
        int step = whole.getWidth() / small.getWidth();
        long sum = 0;
        for (int y = 0; y < small.getHeight(); y++) {
            for (int x = 0; x < small.getWidth(); x++) {
                int[] block = whole.getRaster().getPixels(x * step, y * step, step, step, (int[]) null);
                int[] pixel = small.getRaster().getPixel(x, y, (int[]) null);
                for (int channel = 0; channel < 3; channel++) {
                    long of = 0;
                    for (int i = channel; i < block.length; i += 3) {
                        of += block[i];
                    }
                    sum += Math.abs(of / (step * step) - pixel[channel]);
                }
            }
        }
        return sum / (3.0 * small.getWidth() * small.getHeight());
    }

    private void deploy(String name, String language, String code) throws Exception {
        assumeTrue(gateway.runs(language), "there is no " + language + " here");
        Path path = EXAMPLES.resolve(code);
        Path sent = path.toFile().isDirectory()
                ? Archives.tar(folder, "code.tar.gz", "-C", EXAMPLES.toString(), code)
                : path;
        HttpResponse<String> answer = gateway.deploy(name, sent);
        assumeTrue(!answer.body().contains("cannot be reached"), () -> "packages cannot be had: " + answer.body());
        assumeTrue(
                !answer.body().contains("there is no npm") && !answer.body().contains("has no pip"),
                () -> "nothing here gets packages: " + answer.body());
        assumeTrue(
                !answer.body().contains("has no wheel for this Python"),
                () -> "the newest Python here is too new for a package: " + answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        gateway.awaitServed(name);
    }

    private HttpResponse<byte[]> post(String path, BodyPublisher body) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/function/" + path))
                            .timeout(Duration.ofMinutes(1))
                            .POST(body)
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
