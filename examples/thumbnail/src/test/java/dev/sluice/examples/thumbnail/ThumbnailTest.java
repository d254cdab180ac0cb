package dev.sluice.examples.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThumbnailTest {

    private static final Path PHOTOGRAPH = Path.of("target/photograph.jpg");

    private final Thumbnail thumbnail = new Thumbnail();
    private final StubContext context = new StubContext("thumbnail");

    @BeforeEach
    void start() {
        thumbnail.start(context);
    }

    @Test
    void makesASmallPngOfAPhotograph() throws IOException {
        Response answer = post("/?width=240", Files.readAllBytes(PHOTOGRAPH));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).contains(Map.entry("Content-Type", "image/png"));
        assertThat(answer.headers()).contains(Map.entry("X-Original-Size", "2400x1600"));
        BufferedImage png = image(answer);
        assertThat(png.getWidth()).isEqualTo(240);
        assertThat(png.getHeight()).isEqualTo(160);
    }

    @Test
    void keepsWhatThePictureShows() throws IOException {
        BufferedImage png = image(post("/?width=240", Files.readAllBytes(PHOTOGRAPH)));

        Color sky = new Color(png.getRGB(20, 4));
        Color sun = new Color(png.getRGB(164, 50));
        assertThat(sky.getBlue()).isGreaterThan(sky.getRed() + 20);
        assertThat(sun.getRed()).isGreaterThan(225);
    }

    @Test
    void answers320PixelsWhenNoWidthIsAskedFor() throws IOException {
        assertThat(image(post("/", Files.readAllBytes(PHOTOGRAPH))).getWidth()).isEqualTo(320);
    }

    @Test
    void neverEnlarges() throws IOException {
        assertThat(image(post("/?width=2000", jpeg(100, 40))).getWidth()).isEqualTo(100);
    }

    @Test
    void refusesAWidthThatIsNoNumberFrom16To2048() throws IOException {
        for (String width : new String[] {"15", "2049", "wide", "", "-5", "99999999999"}) {
            assertThat(refusal(post("/?width=" + width, jpeg(100, 40))))
                    .isEqualTo("400 The parameter 'width' must be a whole number from 16 to 2048.\n");
        }
    }

    @Test
    void refusesWhatIsNoJpeg() throws IOException {
        for (byte[] other : new byte[][] {{}, {(byte) 0xFF}, "<svg/>".getBytes(StandardCharsets.UTF_8)}) {
            assertThat(refusal(post("/", other)))
                    .isEqualTo("415 The body is not a JPEG: it does not begin with FF D8 FF.\n");
        }
    }

    @Test
    void refusesADamagedJpeg() throws IOException {
        byte[] onlyTheStart = ByteBuffer.allocate(20).put(jpeg(100, 40), 0, 20).array();

        assertThat(refusal(post("/", onlyTheStart))).startsWith("400 The JPEG is damaged");
    }

    @Test
    void refusesHugeDimensionsBeforeItDecodesAPixel() throws IOException {
        assertThat(refusal(post("/", claiming(jpeg(100, 40), 60_000, 60_000))))
                .isEqualTo("413 The image has 60000 x 60000 pixels: at most 25000000 are allowed.\n");
    }

    @Test
    void refusesTooManyBytesWithoutReadingThemAll() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0xFF;
            }
        };

        assertThat(refusal(thumbnail.handle(StubRequest.post("/", endless), context)))
                .isEqualTo("413 The image is larger than the 20 MiB allowed.\n");
    }

    @Test
    void saysHowToCallItWhenThereIsNoBody() throws IOException {
        assertThat(refusal(thumbnail.handle(StubRequest.get("/"), context)))
                .isEqualTo("405 Send the JPEG as the body of a POST.\n");
    }

    private Response post(String pathAndQuery, byte[] body) throws IOException {
        return thumbnail.handle(StubRequest.post(pathAndQuery, body), context);
    }

    private static byte[] bytes(Response answer) {
        return ((Response.Body.Bytes) answer.body()).bytes();
    }

    private static BufferedImage image(Response answer) throws IOException {
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(bytes(answer))), "a picture");
    }

    private static String refusal(Response answer) {
        return answer.status() + " " + new String(bytes(answer), StandardCharsets.UTF_8);
    }

    private static byte[] jpeg(int width, int height) throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
        return jpeg.toByteArray();
    }

    /** The same file with other numbers in its frame header (FF C0, length, precision, height, width). */
    private static byte[] claiming(byte[] jpeg, int width, int height) {
        for (int i = 0; i < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xC0) {
                ByteBuffer.wrap(jpeg).putChar(i + 5, (char) height).putChar(i + 7, (char) width);
                return jpeg;
            }
        }
        throw new AssertionError("no frame header");
    }
}
