package dev.sluice.examples.album;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class AlbumTest {

    private static final String CALL = "01JDW3N4Q5R6S7T8V9W0X1Y2Z3";

    private static Response told(Map<String, List<String>> headers, byte[] body) throws IOException {
        return new Album()
                .handle(
                        new StubRequest("POST", "/", "", headers, new ByteArrayInputStream(body)),
                        new StubContext("album"));
    }

    private static Map<String, List<String>> callback(String state) {
        return Map.of("x-call-id", List.of(CALL), "x-call-state", List.of(state));
    }

    private static String refusal(Response answer) {
        return answer.status() + " "
                + new String(((Response.Body.Bytes) answer.body()).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void takesAPictureAndThatThereIsNone() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(32, 21, BufferedImage.TYPE_INT_RGB), "png", png);

        assertThat(told(callback("succeeded"), png.toByteArray()).status()).isEqualTo(204);
        assertThat(told(callback("dead"), "{}".getBytes(StandardCharsets.UTF_8)).status())
                .isEqualTo(204);
    }

    @Test
    void refusesWhatIsNoCallbackOrNoPicture() throws IOException {
        assertThat(refusal(told(Map.of(), new byte[0])))
                .isEqualTo("400 There is no X-Call-Id: this is for callbacks.\n");
        assertThat(refusal(told(callback("succeeded"), new byte[] {1, 2, 3})))
                .isEqualTo("415 The body is no picture.\n");
        assertThat(refusal(told(callback("succeeded"), new byte[Album.MOST_BYTES + 1])))
                .isEqualTo("413 The picture is larger than the 20 MiB allowed.\n");
    }
}
