package dev.sluice.examples.thumbnail;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Decodes a JPEG with no more memory than the picture that is wanted needs, and trusts nothing that the file says. */
final class JpegDecoder {

    /** 25 million pixels; a file of some kilobytes can claim four billion. */
    private static final long MOST_PIXELS = 25_000_000;

    private JpegDecoder() {}

    /** What became of a file. */
    sealed interface Result {}

    /** A picture at least as wide as asked for, if the file is; {@code width} and {@code height} are the file's. */
    record Decoded(BufferedImage image, int width, int height) implements Result {}

    /** Why there is no picture, as an HTTP status and a sentence. */
    record Refused(int status, String sentence) implements Result {}

    static Result decode(byte[] jpeg, int wantedWidth) throws IOException {
        if (jpeg.length < 3 || jpeg[0] != (byte) 0xFF || jpeg[1] != (byte) 0xD8 || jpeg[2] != (byte) 0xFF) {
            return new Refused(415, "The body is not a JPEG: it does not begin with FF D8 FF.");
        }
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
            reader.setInput(in, true, true);
            return decode(reader, wantedWidth);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return new Refused(400, "The JPEG is damaged or of a kind that is not understood: " + e.getMessage());
        } finally {
            reader.dispose();
        }
    }

    private static Result decode(ImageReader reader, int wantedWidth) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > MOST_PIXELS) {
            return new Refused(
                    413,
                    "The image has " + width + " x " + height + " pixels: at most " + MOST_PIXELS + " are allowed.");
        }
        // Two pixels for each one wanted leave the scaler enough to smooth; the rest is never kept in memory.
        int step = Math.max(1, width / (2 * wantedWidth));
        ImageReadParam everyNth = reader.getDefaultReadParam();
        everyNth.setSourceSubsampling(step, step, 0, 0);
        return new Decoded(reader.read(0, everyNth), width, height);
    }
}
