package dev.sluice.examples.photobatch;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import dev.sluice.function.Response;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts what a join has of a batch on one sheet, three photographs in a row, in the order of their files, as a PNG. */
public final class ContactSheet implements Handler<ContactSheet.Joined, Response> {

    private static final int COLUMNS = 3;
    private static final int EDGE = 8;
    private static final Color DAY = new Color(0xF2D16B);
    private static final Color NIGHT = new Color(0x4B5A8A);

    /** The item of a join, as far as a sheet needs it. */
    public record Joined(String batch, List<Member> members) {}

    /** One of the members. */
    public record Member(Data data) {}

    /** A rendition, which has a picture, or a tag, which says something of it. */
    public record Data(String file, Optional<String> jpeg, Optional<String> light) {}

    @Override
    public Response handle(Joined joined, Context context) throws IOException {
        Map<String, BufferedImage> pictures = new TreeMap<>();
        Map<String, String> lights = new TreeMap<>();
        for (Member member : joined.members()) {
            Data data = member.data();
            if (data.jpeg().isPresent()) {
                pictures.put(data.file(), Pictures.read(data.jpeg().get()));
            }
            data.light().ifPresent(light -> lights.put(data.file(), light));
        }
        return Response.ok().header("Content-Type", "image/png").body(Pictures.bytes(sheet(pictures, lights), "png"));
    }

    private static BufferedImage sheet(Map<String, BufferedImage> pictures, Map<String, String> lights) {
        int width = pictures.values().stream()
                .mapToInt(BufferedImage::getWidth)
                .max()
                .orElse(0);
        int height = pictures.values().stream()
                .mapToInt(BufferedImage::getHeight)
                .max()
                .orElse(0);
        int rows = (pictures.size() + COLUMNS - 1) / COLUMNS;
        BufferedImage sheet = new BufferedImage(
                EDGE + COLUMNS * (width + EDGE), EDGE + rows * (height + EDGE), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        int number = 0;
        for (Map.Entry<String, BufferedImage> each : pictures.entrySet()) {
            int x = EDGE + number % COLUMNS * (width + EDGE);
            int y = EDGE + number / COLUMNS * (height + EDGE);
            // The frame of a photograph is in the colour of its light.
            graphics.setColor("night".equals(lights.get(each.getKey())) ? NIGHT : DAY);
            graphics.fillRect(x - EDGE / 2, y - EDGE / 2, width + EDGE, height + EDGE);
            graphics.drawImage(each.getValue(), x, y, null);
            number++;
        }
        graphics.dispose();
        return sheet;
    }
}
