package pictures;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** The source of a work queue: lists twelve pictures, which it paints itself, and one that is not there. */
public final class Pictures implements HttpHandler {

    private static final int COUNT = 12;
    private static final int SIDE = 400;

    @Override
    public Response handle(Request request, Context context) throws IOException {
        String path = request.path();
        if (path.equals("/items")) {
            List<Map<String, String>> items = IntStream.rangeClosed(1, COUNT + 1)
                    .mapToObj(number -> Map.of("name", "picture-" + number + ".jpg", "version", "1"))
                    .toList();
            return Response.json(Map.of("items", items, "done", true));
        }
        int number = Integer.parseInt(path.replaceAll("\\D", ""));
        return number > COUNT
                ? Response.status(404)
                : Response.ok().header("Content-Type", "image/jpeg").header("ETag", "\"1\"").body(picture(number));
    }

    private static byte[] picture(int number) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.getHSBColor((float) number / COUNT, 0.6f, 0.9f));
        pen.fillOval(SIDE / 8, SIDE / 8, SIDE * number / (COUNT + 2), SIDE * number / (COUNT + 2));
        pen.dispose();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", jpeg);
        return jpeg.toByteArray();
    }
}
