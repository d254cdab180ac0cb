package dev.sluice.examples.album;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/**
 * Is called back with what became of a call that made a thumbnail: a picture, or that there is none. A callback can come more than
 * once; the id of the call says that it is the same one.
 */
public final class Album implements HttpHandler {

    /** 20 MiB: what no thumbnail has. */
    static final int MOST_BYTES = 20 * 1024 * 1024;

    @Override
    public Response handle(Request request, Context context) throws IOException {
        String call = request.header("X-Call-Id").orElse("");
        if (call.isEmpty()) {
            return refuse(400, "There is no X-Call-Id: this is for callbacks.");
        }
        String state = request.header("X-Call-State").orElse("");
        if (!state.equals("succeeded")) {
            return told(context, "There is no picture of call " + call + ": it is " + state);
        }
        byte[] png = request.body().readNBytes(MOST_BYTES + 1);
        if (png.length > MOST_BYTES) {
            return refuse(413, "The picture is larger than the 20 MiB allowed.");
        }
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        if (picture == null) {
            return refuse(415, "The body is no picture.");
        }
        return told(
                context,
                "The picture of call " + call + " has " + picture.getWidth() + " x " + picture.getHeight() + " pixels");
    }

    private static Response told(Context context, String sentence) {
        context.logger().log(System.Logger.Level.INFO, sentence);
        return Response.status(204);
    }

    private static Response refuse(int status, String sentence) {
        return Response.status(status)
                .header("Content-Type", "text/plain; charset=utf-8")
                .body((sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
