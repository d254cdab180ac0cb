package dev.sluice.examples.thumbnail;

import dev.sluice.function.Context;
import dev.sluice.function.HttpHandler;
import dev.sluice.function.InstanceContext;
import dev.sluice.function.Lifecycle;
import dev.sluice.function.Request;
import dev.sluice.function.Response;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Takes a JPEG and answers it as a PNG of {@code ?width=} pixels, 16 to 2,048, 320 when not said; never enlarges. */
public final class Thumbnail implements HttpHandler, Lifecycle {

    /** 20 MiB: what a camera makes. */
    static final int MOST_BYTES = 20 * 1024 * 1024;

    private static final String DEFAULT_WIDTH = "320";

    @Override
    public void start(InstanceContext context) {
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
    }

    @Override
    public Response handle(Request request, Context context) throws IOException {
        if (!request.method().equals("POST") && !request.method().equals("PUT")) {
            return refuse(405, "Send the JPEG as the body of a POST.").header("Allow", "POST, PUT");
        }
        int width;
        try {
            width = Integer.parseInt(request.queryParameter("width").orElse(DEFAULT_WIDTH));
        } catch (NumberFormatException e) {
            width = 0;
        }
        if (width < 16 || width > 2048) {
            return refuse(400, "The parameter 'width' must be a whole number from 16 to 2048.");
        }
        byte[] jpeg = request.body().readNBytes(MOST_BYTES + 1);
        if (jpeg.length > MOST_BYTES) {
            return refuse(413, "The image is larger than the 20 MiB allowed.");
        }
        return switch (JpegDecoder.decode(jpeg, width)) {
            case JpegDecoder.Decoded decoded -> png(Scaler.toWidth(decoded.image(), width), decoded);
            case JpegDecoder.Refused refused -> refuse(refused.status(), refused.sentence());
        };
    }

    private static Response png(BufferedImage small, JpegDecoder.Decoded original) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream(64 * 1024);
        ImageIO.write(small, "png", png);
        return Response.ok()
                .header("Content-Type", "image/png")
                .header("X-Original-Size", original.width() + "x" + original.height())
                .body(png.toByteArray());
    }

    private static Response refuse(int status, String sentence) {
        return Response.status(status)
                .header("Content-Type", "text/plain; charset=utf-8")
                .body((sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
