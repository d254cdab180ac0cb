package dev.sluice.examples.photobatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PhotoBatchTest {

    private static Photograph photograph(int number) throws IOException {
        return new FindPlates().apply(new Photograph("street-" + number + ".jpg", Street.jpeg(number), List.of()));
    }

    /** How much a picture changes from pixel to pixel on a line through the plate. */
    private static int strokes(String jpeg) throws IOException {
        BufferedImage picture = Pictures.read(jpeg);
        int y = Street.PLATE_Y + Street.PLATE_HEIGHT / 2;
        return IntStream.range(Street.PLATE_X, Street.PLATE_X + Street.PLATE_WIDTH - 1)
                .map(x -> Math.abs((picture.getRGB(x, y) >> 16 & 0xFF) - (picture.getRGB(x + 1, y) >> 16 & 0xFF)))
                .sum();
    }

    @Test
    void aPlateIsFoundWhereThereIsOne() throws IOException {
        Photograph.Box plate = photograph(0).plates().getFirst();

        assertThat(plate.x()).isBetween(Street.PLATE_X - 3, Street.PLATE_X + 3);
        assertThat(plate.y()).isBetween(Street.PLATE_Y - 3, Street.PLATE_Y + 3);
        assertThat(plate.width()).isBetween(Street.PLATE_WIDTH - 4, Street.PLATE_WIDTH + 4);
        assertThat(photograph(2).plates()).isEmpty();
    }

    @Test
    void aBlurredPlateCannotBeRead() throws IOException {
        Photograph seen = photograph(0);

        Photograph blurred = new BlurPlates().apply(seen);

        assertThat(strokes(seen.jpeg())).isGreaterThan(1_000);
        assertThat(strokes(blurred.jpeg())).isLessThan(strokes(seen.jpeg()) / 4);
    }

    @Test
    void aRenditionIsAsWideAsItsEnvironmentSays() throws IOException {
        Rendition.Made made =
                new Rendition().handle(photograph(0), new StubContext("medium").environment(Map.of("WIDTH", "240")));

        BufferedImage picture = Pictures.read(made.jpeg());
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(240, 160);
    }

    @Test
    void lightAndCarsAreTold() throws IOException {
        assertThat(new Tag().apply(photograph(0))).isEqualTo(new Tag.Tagged("street-0.jpg", "day", true));
        assertThat(new Tag().apply(photograph(5))).isEqualTo(new Tag.Tagged("street-5.jpg", "night", false));
    }

    @Test
    void aSheetHasThreePhotographsInARow() throws Exception {
        String jpeg =
                new Rendition().handle(photograph(1), new StubContext("small")).jpeg();
        List<ContactSheet.Member> members = IntStream.range(0, 4)
                .mapToObj(n -> new ContactSheet.Member(
                        new ContactSheet.Data("street-" + n + ".jpg", Optional.of(jpeg), Optional.empty())))
                .toList();

        Response answer = new ContactSheet().handle(new ContactSheet.Joined("b1", members), new StubContext("sheet"));

        BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(((Response.Body.Bytes) answer.body()).bytes()));
        assertThat(List.of(sheet.getWidth(), sheet.getHeight())).containsExactly(8 + 3 * 88, 8 + 2 * 61);
    }
}
